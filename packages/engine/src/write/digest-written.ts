import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { digestFile } from '../model/files/digest-file.ts';
import type { UndigestedFile, WrittenFile } from './write-files.ts';

/** Fewer bytes than this are digested sooner than a thread starts. */
const MIN_THREAD_BYTES = 1 << 24;

/**
 * The same files with all digests. Large files are read in a thread of their own, so that the caller can open and run them meanwhile. File system errors
 * keep their codes.
 */
export async function digestWritten(folder: string, files: readonly UndigestedFile[]): Promise<readonly WrittenFile[]> {
  const missing = files.filter(({ sha256 }) => sha256 === null);
  const paths = missing.map(({ path }) => join(folder, path));
  const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
  const digests = bytes < MIN_THREAD_BYTES ? await Promise.all(paths.map((path) => digestFile(path))) : await digestInThread(paths);
  const byPath = new Map(missing.map(({ path }, index) => [path, digests[index]]));
  return files.map((file) => {
    const sha256 = file.sha256 ?? byPath.get(file.path);
    if (sha256 === undefined) throw new Error(`no digest of ${file.path} was made`);
    return { ...file, sha256 };
  });
}

async function digestInThread(paths: readonly string[]): Promise<readonly string[]> {
  // The extension is that of this file: sources run as they are, or as the JavaScript of a bundle.
  const worker = new Worker(join(import.meta.dirname, `digest-worker${extname(import.meta.filename)}`), { workerData: paths });
  const [digests] = (await once(worker, 'message')) as [readonly string[]];
  return digests;
}
