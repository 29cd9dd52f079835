import type { Readable } from 'node:stream';

/** A file of a written model, as its worker digested it. */
export interface ModelFile {
  /** Relative to the folder of its model, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Positions of the first and of the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Opens a range of one file; without a range, the whole file. */
export type ReadRange = (range?: ByteRange) => Promise<Readable>;

/** The models that workers have written, by their folders in the model store. */
export interface ModelStore {
  /**
   * Takes the files of a model that a worker has written into its folder. `open` finds each of them afterwards.
   * @throws AppError CONFIG_INVALID where the store refuses; STORE_UNREACHABLE where it does not answer; CONFLICT for a file that has changed
   */
  put(folder: string, files: readonly ModelFile[], signal: AbortSignal): Promise<void>;
  /**
   * Finds a file of a model.
   * @throws AppError NOT_FOUND; CONFLICT for another size than its worker wrote; FORBIDDEN for a link; CONFIG_INVALID, STORE_UNREACHABLE as `put`
   */
  open(folder: string, file: ModelFile): Promise<ReadRange>;
}
