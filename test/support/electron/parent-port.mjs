// What Electron has in a utility process: the port to its parent, in place of the channel of a child of Node.
const send = process.send?.bind(process);
process.parentPort = {
  on: (event, listener) => void process.on(event, (data) => listener({ data })),
  postMessage: (message) => void send?.(message),
};
delete process.send;
process.on('disconnect', () => process.exit());
