// Loaded into the API with --import and --expose-gc: answers each message with what it holds after a full garbage collection, in bytes.
process.on('message', () => {
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heldBytes: heapUsed + external, rssBytes: rss });
});
// Whoever asks must not keep the API from ending.
process.channel.unref();
