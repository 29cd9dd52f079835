import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Gguf, listSplitFiles, readGguf } from '@lamina/checkpoints';
import { AppError, messageOf } from '@lamina/errors';
import { type ByteSource, type Model, writeModel } from '@lamina/onnx';

/** An open file as a byte source. The caller closes it when the graph has been read. */
interface FileSource extends ByteSource {
  close(): void;
}

/** Opens a file. @throws AppError FILE_NOT_FOUND or FILE_UNREADABLE, naming the path. */
function openFileSource(path: string): FileSource {
  const descriptor = openOrExplain(path);
  const close = (): void => closeSync(descriptor);
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) {
    close();
    throw new AppError('FILE_UNREADABLE', `${path} is not a file; name a folder that holds onnx/model.onnx, or an .onnx file`);
  }
  return { sizeBytes: stat.size, read: (offset, sizeBytes) => readExactly(descriptor, offset, sizeBytes), close };
}

/** Reads a file, and closes it. @throws AppError FILE_NOT_FOUND or FILE_UNREADABLE, naming the path. */
export function withFile<T>(path: string, read: (file: FileSource) => T): T {
  const file = openFileSource(path);
  try {
    return read(file);
  } finally {
    file.close();
  }
}

function openOrExplain(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new AppError(missing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', `cannot open ${path}: ${messageOf(cause)}`, { cause });
  }
}

function readExactly(descriptor: number, offset: number, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const got = readSync(descriptor, bytes, filled, sizeBytes - filled, offset + filled);
    if (got === 0) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}

/** The open files of a folder. */
interface OpenFiles {
  /** Real paths, in the order of the names. */
  readonly paths: readonly string[];
  readonly getSource: (file: string) => FileSource;
}

/** Opens files of a folder, and closes them after `use`. @throws AppError FILE_NOT_FOUND */
function withFiles<T>(folder: string, names: readonly string[], use: (open: OpenFiles) => T): T {
  const files = new Map<string, FileSource>();
  const getSource = (file: string): FileSource => {
    const source = files.get(file);
    if (source === undefined) throw new Error(`${file} is no file of ${folder} that was asked for`);
    return source;
  };
  try {
    for (const name of names) files.set(name, openFileSource(join(folder, name)));
    return use({ paths: names.map((name) => realpathSync(join(folder, name))), getSource });
  } finally {
    for (const source of files.values()) source.close();
  }
}

/** A GGUF model and its open files. */
interface OpenGguf {
  readonly gguf: Gguf;
  /** Real paths of the parts, first part first. */
  readonly paths: readonly string[];
  readonly getSource: (file: string) => FileSource;
}

/**
 * Opens a GGUF model, and closes its files after `use`. Where `path` is one of several parts, all parts are opened.
 *
 * @throws AppError FILE_NOT_FOUND, and as readGguf does.
 */
export function withGguf<T>(path: string, use: (open: OpenGguf) => T): T {
  const folder = dirname(path);
  const names = listSplitFiles(basename(path)).filter((name) => name === basename(path) || existsSync(join(folder, name)));
  return withFiles(folder, names, ({ getSource }) => {
    const gguf = readGguf(names.map((file) => ({ file, source: getSource(file) })));
    const paths = gguf.sources.map(({ file }) => realpathSync(join(folder, file)));
    return use({ gguf, paths, getSource });
  });
}

/** The mark of numbers that Python writes and JSON does not have. They are read as strings that begin with this mark. */
const MARK = '\u0001';

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON as Python writes it. NaN and Infinity become strings that printPythonJson turns back. @throws SyntaxError */
export function parsePythonJson(text: string): unknown {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (part) => (part.startsWith('"') ? part : JSON.stringify(MARK + part)));
  return JSON.parse(quoted);
}

/** The reverse of parsePythonJson, indented by two spaces. @param floats keys whose whole numbers are written as floats (listFloatKeys) */
export function printPythonJson(value: unknown, floats: ReadonlySet<string> = new Set()): string {
  const text = JSON.stringify(value, null, 2).replace(/"\\u0001(-?Infinity|NaN)"/g, '$1');
  if (floats.size === 0) return text;
  return text.replace(/^( *"([^"]+)": )(-?\d+|\[[^[\]]*\])(?=,?$)/gm, (whole, start: string, key: string, numbers: string) =>
    floats.has(key) ? start + numbers.replace(NUMBER, (number) => (/^-?\d+$/.test(number) ? `${number}.0` : number)) : whole,
  );
}

/** The keys with a whole number that Python wrote as a float, alone or in a list: 6.0. transformers 5 refuses 6 in its place. */
export function listFloatKeys(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/"([^"\\]+)"\s*:\s*(?:\[(?:[^[\]]*,)?)?\s*-?\d+\.0+(?=[\s,\]}])/g)].flatMap(([, ...keys]) => keys));
}

/** A JSON object from a file; empty where the file is absent. @throws AppError FILE_UNREADABLE where it is not a JSON object. */
export function readJson(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {};
  try {
    const value = parsePythonJson(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${path} is not valid JSON: ${messageOf(cause)}`, {
      cause,
    });
  }
  throw new AppError('FILE_UNREADABLE', `${path} must hold a JSON object`);
}

const COPY_BYTES = 1 << 22;

/** An encoded graph, piece by piece. Ranges that the model left in the file it was read from are read from there (`sourcePath`). */
export function* encodeGraph(model: Model, sourcePath: string): Generator<Uint8Array> {
  for (const chunk of writeModel(model)) {
    if (chunk instanceof Uint8Array) yield chunk;
    else yield* readRange(sourcePath, chunk.offset, chunk.sizeBytes);
  }
}

/** A copy of a range of a file, at the start of a buffer of its own. */
export function readWholeRange(path: string, offset: number, sizeBytes: number): Uint8Array<ArrayBuffer> {
  return joinPieces(readRange(path, offset, sizeBytes), sizeBytes);
}

/** A copy of `sizeBytes` bytes that come in pieces, each of which is valid until the next one is taken. */
export function joinPieces(pieces: Iterable<Uint8Array>, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let done = 0;
  for (const piece of pieces) {
    bytes.set(piece, done);
    done += piece.length;
  }
  return bytes;
}

/** The bytes of a range of a file, in pieces of at most 4 MiB. Each piece is valid until the next one is taken. */
export function* readRange(path: string, offset: number, sizeBytes: number): Generator<Uint8Array> {
  const descriptor = openSync(path, 'r');
  const buffer = new Uint8Array(Math.min(COPY_BYTES, sizeBytes));
  try {
    for (let done = 0; done < sizeBytes; ) {
      const got = readSync(descriptor, buffer, 0, Math.min(COPY_BYTES, sizeBytes - done), offset + done);
      if (got === 0) throw new Error(`${path} ended at byte ${offset + done}, before the weights that were to be copied from it`);
      yield buffer.subarray(0, got);
      done += got;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The code of a system error, such as ENOENT; undefined for other errors, also for Lamina's own. */
export function findErrorCode(error: unknown): string | undefined {
  const isSystemError = typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
  return isSystemError ? String(error.code) : undefined;
}
