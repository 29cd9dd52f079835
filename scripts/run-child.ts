import { pathToFileURL } from 'node:url';

// A child of `npm start` ends when its parent ends, so that a killed start leaves no process on the ports.
process.on('disconnect', () => process.exit(0));
process.channel?.unref();

const [, , entry = '', ...args] = process.argv;
process.argv = [process.execPath, entry, ...args];
await import(pathToFileURL(entry).href);
