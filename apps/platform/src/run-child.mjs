import { pathToFileURL } from 'node:url';

// A child of the platform ends when its parent ends, so that a killed platform leaves no process on the ports. JavaScript, so that Node runs it as it is.
process.on('disconnect', () => process.exit(0));
process.channel?.unref();

const [, , entry = '', ...args] = process.argv;
process.argv = [process.execPath, entry, ...args];
await import(pathToFileURL(entry).href);
