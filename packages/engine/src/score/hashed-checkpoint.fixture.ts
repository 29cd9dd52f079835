import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Extents, centre and spread of a tensor whose values follow from its name. */
export type HashedTensor = readonly [readonly number[], number, number];

export interface HashedCheckpoint {
  readonly config: Readonly<Record<string, unknown>>;
  /** Tensors by name; `*` means every block. */
  readonly tensors: Readonly<Record<string, HashedTensor>>;
  readonly blockParameters: readonly number[];
}

/** Writes config.json and model.safetensors (float32), and returns the folder. */
export function writeHashedCheckpoint(folder: string, { config, tensors, blockParameters }: HashedCheckpoint): string {
  mkdirSync(folder);
  const all = Object.entries(tensors).flatMap(([name, tensor]) =>
    name.includes('*') ? blockParameters.map((_, block) => [name.replace('*', `${block}`), tensor] as const) : [[name, tensor] as const],
  );
  let end = 0;
  const infos = all.map(([name, [shape]]) => {
    const start = end;
    end += shape.reduce((product, extent) => product * extent, 4);
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(infos) }));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  const values = all.map(([name, tensor]) => new Uint8Array(hashValues(name, tensor).buffer));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat([size, header, ...values]));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

/** centre + spread · u in float32; u in [−1, 1) of 24 bits is a hash of name and place, as make_architecture_goldens.py computes it. */
function hashValues(name: string, [shape, centre, spread]: HashedTensor): Float32Array {
  const seed = Buffer.from(name).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);
  const count = shape.reduce((product, extent) => product * extent, 1);
  return Float32Array.from({ length: count }, (_, place) => {
    let x = (Math.imul(place, 0x9e3779b1) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    x ^= x >>> 16;
    return Math.fround(centre) + Math.fround(Math.fround(spread) * ((x >>> 8) * 2 ** -23 - 1));
  });
}
