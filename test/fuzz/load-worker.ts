import { writeSync } from 'node:fs';
import * as ort from 'onnxruntime-node';

/** Loads each named file with ONNX Runtime; writes one line of JSON for each. It is a separate process, because a hostile file may end it. */
for (const path of process.argv.slice(2)) {
  try {
    const session = await ort.InferenceSession.create(path, { logSeverityLevel: 4, intraOpNumThreads: 1 });
    await session.release();
    writeSync(1, `${JSON.stringify({ path, loads: true, words: '' })}\n`);
  } catch (error) {
    writeSync(1, `${JSON.stringify({ path, loads: false, words: String(error).slice(0, 300) })}\n`);
  }
}
