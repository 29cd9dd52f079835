import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** Content of a file of the test hub: bytes, text, a file on disk, or a number of zeros that are not stored. */
export type HubContent = Uint8Array | string | { readonly path: string } | { readonly zeros: number; readonly sha256: string };

/** A file as the hub lists it. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Object id in git; for files in large file storage, the id of the pointer file. */
  readonly gitOid: string;
  /** SHA-256 if the file is in large file storage. */
  readonly lfsOid: string | null;
  read(start: number): Readable;
}

const ZEROS = new Uint8Array(1 << 20);
// Patterns for large file storage in the hub's default .gitattributes.
const LARGE_FILE = /\.(onnx|bin|safetensors|parquet|zip|model)$|_data(_\d+)?$|\.data$/;

/** Describes a file; its name decides whether it is "large", as on the hub. */
export function describeHubFile(path: string, content: HubContent): HubFile {
  const isLarge = LARGE_FILE.test(path);
  if (typeof content === 'object' && 'zeros' in content) {
    const { zeros, sha256 } = content;
    return {
      path,
      sizeBytes: zeros,
      gitOid: gitOidOf(pointerOf(sha256, zeros)),
      lfsOid: sha256,
      read: (start) => streamZeros(zeros - start),
    };
  }
  const onDisk = typeof content === 'object' && 'path' in content ? content.path : undefined;
  const bytes = onDisk === undefined ? Buffer.from(content as Uint8Array | string) : readFileSync(onDisk);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    path,
    sizeBytes: bytes.length,
    gitOid: gitOidOf(isLarge ? pointerOf(sha256, bytes.length) : bytes),
    lfsOid: isLarge ? sha256 : null,
    read: (start) =>
      onDisk === undefined ? Readable.from(sliceBytes(bytes, start), { objectMode: false }) : createReadStream(onDisk, { start }),
  };
}

/** Every file in a folder and its subfolders, by relative path: the content of a repository. */
export function readHubFolder(folder: string): Readonly<Record<string, HubContent>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(paths.map((path) => [path, { path: join(folder, path) }]));
}

function* sliceBytes(bytes: Uint8Array, start: number): Generator<Uint8Array> {
  for (let at = start; at < bytes.length; at += 1 << 16) yield bytes.subarray(at, at + (1 << 16));
}

function streamZeros(sizeBytes: number): Readable {
  const chunks = function* (): Generator<Uint8Array> {
    for (let left = sizeBytes; left > 0; left -= ZEROS.length) yield left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS;
  };
  return Readable.from(chunks(), { objectMode: false });
}

function pointerOf(sha256: string, sizeBytes: number): Buffer {
  return Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${sizeBytes}\n`);
}

function gitOidOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
