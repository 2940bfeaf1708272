// Packages that may not be installed: whoever imports one says which part of it is used.
declare module 'keytar';
declare module '@currentspace/http3';
