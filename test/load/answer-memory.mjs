// Loaded into the API with --import and --expose-gc: it answers each message with the used memory after a full garbage collection, in bytes.
process.on('message', () => {
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heldBytes: heapUsed + external, rssBytes: rss });
});
// The channel must not keep the API from ending.
process.channel.unref();
