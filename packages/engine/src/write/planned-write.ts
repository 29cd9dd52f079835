import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { ModelFormat } from '@lamina/hub';
import { encodeGraph, type MappedModel, type OpenedModel, printPythonJson } from '@lamina/models';
import type { Graph, Model } from '@lamina/onnx';
import type { Removal } from '@lamina/plans';

/** The plan of a write. */
export interface PreparedWrite {
  readonly parent: OpenedModel;
  readonly format: ModelFormat;
  /** The files that hold weights and graph. */
  readonly weights: readonly PlannedFile[];
  readonly others: readonly PlannedFile[];
  readonly removal: Removal;
  /** The graph without the removed units. */
  readonly graph: Graph;
  readonly notes: readonly string[];
}

/** Bytes of a weights file that is to be written, and their offset. They come from another weights file, or are made when they are needed. */
export type WeightPiece = WeightRange | MadeWeight;

interface MadeWeight {
  /** `sizeBytes` bytes in pieces of any length, each valid until the next is asked for. */
  readonly make: () => Iterable<Uint8Array>;
  readonly sizeBytes: number;
  readonly at: number;
}

export interface WeightRange {
  readonly from: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly at: number;
}

/** The largest number of bytes of a piece that is made here. */
const PIECE_BYTES = 1 << 20;

/** A repeated pattern of `sizeBytes` bytes in all. The length of the pattern divides 1 MiB. */
export function* repeatBytes(pattern: Uint8Array, sizeBytes: number): Generator<Uint8Array> {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, sizeBytes));
  for (let at = 0; at < piece.byteLength; at += pattern.byteLength) piece.set(pattern.subarray(0, piece.byteLength - at), at);
  for (let done = 0; done < sizeBytes; done += piece.byteLength) yield piece.subarray(0, Math.min(piece.byteLength, sizeBytes - done));
}

/**
 * The same bytes in as few pieces as possible: ranges that follow each other in the source and in the target become one.
 *
 * @param pieces by ascending offset
 */
export function joinRanges(pieces: readonly WeightPiece[]): readonly WeightPiece[] {
  const joined: WeightPiece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const isNext = last !== undefined && 'from' in last && 'from' in piece && follows(last, piece);
    if (isNext) joined[joined.length - 1] = { ...last, sizeBytes: last.sizeBytes + piece.sizeBytes };
    else joined.push(piece);
  }
  return joined;
}

function follows(last: WeightRange, next: WeightRange): boolean {
  return last.from === next.from && last.offset + last.sizeBytes === next.offset && last.at + last.sizeBytes === next.at;
}

/** A file that is still to be written. */
export type PlannedFile =
  | { readonly path: string; readonly kind: 'text'; readonly text: string }
  /** `source` is the file from which the graph was read. It may still hold some of the weights. */
  | { readonly path: string; readonly kind: 'graph'; readonly model: Model; readonly source: string }
  /** The file of the parent, linked where the file system allows it. */
  | { readonly path: string; readonly kind: 'link'; readonly from: string }
  | { readonly path: string; readonly kind: 'copy'; readonly from: string }
  /** Weights by ascending offset, with zeros between them. */
  | { readonly path: string; readonly kind: 'ranges'; readonly ranges: readonly WeightPiece[] };

/** Bytes of the files that hold a model: its weights, and the graph of an ONNX model. */
export function sizeOfParent({ source, mapped, checkpoint }: OpenedModel): number {
  // Weights of a checkpoint that are decoded lie in other files than its own.
  const files =
    checkpoint === null
      ? new Set([source.path, ...mapped.weightFiles])
      : new Set([...checkpoint.stored.values()].map(({ file }) => resolve(source.folder, file)));
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Bytes of the planned files that hold a model, as sizeOfParent counts them: the index of a sharded checkpoint holds no weights. */
export function sizeOfWeights(files: readonly PlannedFile[]): number {
  return files.filter(({ kind }) => kind !== 'text').reduce((sum, file) => sum + sizeOf(file), 0);
}

/** The size that a planned file will have. */
export function sizeOf(file: PlannedFile): number {
  switch (file.kind) {
    case 'ranges':
      return file.ranges.reduce((end, { at, sizeBytes }) => Math.max(end, at + sizeBytes), 0);
    case 'graph': {
      let bytes = 0;
      for (const { byteLength } of encodeGraph(file.model, file.source)) bytes += byteLength;
      return bytes;
    }
    case 'text':
      return Buffer.byteLength(file.text);
    case 'link':
    case 'copy':
      return statSync(file.from).size;
  }
}

/** A range of the weights of a model, as its graph names it. */
interface StoredRange {
  readonly location: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The same bytes at `at` of a new file. Codes are decoded while they are written. */
export function planCopy({ weights, weightFiles }: MappedModel, { location, offset, sizeBytes }: StoredRange, at: number): WeightPiece {
  const { coded } = weights;
  if (coded !== null) return { make: () => coded.read({ offset, sizeBytes }), sizeBytes, at };
  const from = weightFiles.find((file) => basename(file) === location) ?? location;
  return { from, offset, sizeBytes, at };
}

/** A planned JSON file. @param floats as printPythonJson has it */
export function jsonFile(path: string, value: unknown, floats: ReadonlySet<string> = new Set()): PlannedFile {
  return { path, kind: 'text', text: `${printPythonJson(value, floats)}\n` };
}

/** The same on one line: a vocabulary has hundreds of thousands of entries. */
export function textFile(path: string, value: unknown): PlannedFile {
  return { path, kind: 'text', text: `${JSON.stringify(value)}\n` };
}
