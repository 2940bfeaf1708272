import { describe, expect, it } from 'vitest';
import { WriteQueue, type Change } from '../../../../src-server/store/write-queue.ts';

function change(name: string, value?: string): Change {
  return { table: 1, name, value };
}

describe('the queue of writes', () => {
  it('writes what comes in one turn together, of each name only the newest', async () => {
    const batches: (readonly Change[])[] = [];
    const queue = new WriteQueue((changes) => Promise.resolve(void batches.push(changes)));
    for (const each of [change('a', '1'), change('b', '1'), change('a', '2'), change('c')]) queue.add(each);
    await queue.written();
    expect(batches).toEqual([[change('b', '1'), change('a', '2'), change('c')]]);
  });

  it('says at once that everything is written where nothing waits', async () => {
    await new WriteQueue(() => Promise.reject(new Error('never asked'))).written();
  });

  it('writes one batch after the other, and waits for both', async () => {
    const first = Promise.withResolvers<void>();
    const batches: string[] = [];
    const queue = new WriteQueue((changes) => {
      batches.push(changes.map(({ name }) => name).join());
      return batches.length === 1 ? first.promise : Promise.resolve();
    });
    queue.add(change('a', '1'));
    const earlier = queue.written();
    await new Promise((resolve) => setImmediate(resolve));
    queue.add(change('b', '1'));
    const later = queue.written();
    first.resolve();
    await Promise.all([earlier, later]);
    expect(batches).toEqual(['a', 'b']);
  });

  it('tells of a failure, keeps what failed, and prefers what came meanwhile', async () => {
    let isDown = true;
    const batches: (readonly Change[])[] = [];
    const queue = new WriteQueue((changes) => {
      if (isDown) return Promise.reject(new Error('down'));
      return Promise.resolve(void batches.push(changes));
    });
    queue.add(change('a', '1'));
    queue.add(change('b', '1'));
    await expect(queue.written()).rejects.toThrow('down');
    isDown = false;
    queue.add(change('a', '2'));
    await queue.written();
    expect(batches.flat()).toEqual(expect.arrayContaining([change('b', '1'), change('a', '2')]));
    expect(batches.flat()).toHaveLength(2);
  });

  it('forgets what waits when it is told to', async () => {
    const queue = new WriteQueue(() => Promise.reject(new Error('down')));
    queue.add(change('a', '1'));
    const written = queue.written();
    queue.drop(new Error('lost'));
    await expect(written).rejects.toThrow('lost');
    await queue.written();
  });
});
