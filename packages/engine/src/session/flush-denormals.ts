/**
 * Session settings by which float32 numbers below 1.2e-38 count as 0. Softmax gives such numbers to masked keys, and x64 processors take about 20 times
 * as long for them as for others (docs/benchmarks.md). ONNX Runtime sets the calling thread at the first session of a process, and the threads of a
 * pool at the creation of their session; so every session states it. On that calling thread, JavaScript's own numbers are flushed too
 * (docs/footguns.md).
 */
export const FLUSH_DENORMALS = { set_denormal_as_zero: '1' } as const;
