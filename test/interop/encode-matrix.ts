import { readFileSync, writeFileSync } from 'node:fs';
import { decodeWeights, encodeWeights, type StoredType } from '@lamina/checkpoints';

/** Encodes a matrix of float32 from a file, and writes its bytes and what they decode to: `encode-matrix.ts COLUMNS MATRIX TYPE OUT …` for several types. */
const [columns = '', path = '', ...outputs] = process.argv.slice(2);
const matrix = new Float32Array(Uint8Array.from(readFileSync(path)).buffer);
for (let place = 0; place < outputs.length; place += 2) {
  const [type = '', out = ''] = outputs.slice(place);
  const bytes = encodeWeights(type, matrix, { columns: Number(columns), place: path });
  writeFileSync(out, bytes);
  writeFileSync(`${out}.values`, new Uint8Array(decodeWeights(type as StoredType, bytes).buffer));
}
