import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listParts, openPackable, type PackedForm, type PackedPart, type StoredTensor } from '@lamina/checkpoints';
import { getEntry } from '@lamina/errors';
import { digestFile } from '../files/digest-file.ts';
import type { CodedWeights } from './coded-weights.ts';
import { WeightCache } from './weight-cache.ts';

/** Part of the folder names. It changes when packed files get another layout. */
const LAYOUT_VERSION = 1;
export const PACKED_FILE = 'weights.packed';
const LAYOUT_FILE = 'layout.json';
const ALIGNMENT_BYTES = 64;
/** The values that are packed at a time. */
const CHUNK_VALUES = 4 * 1024 * 1024;

/** Where a weight lies in the packed file: as a packed matrix, or in its own type. */
export type PackedPlace = PackedMatrixPlace | { readonly offset: number };

export interface PackedMatrixPlace {
  readonly form: PackedForm;
  readonly rows: number;
  readonly columns: number;
  /** The first byte of each part that the form has. */
  readonly offsets: Readonly<Partial<Record<PackedPart, number>>>;
}

/** A packed file, and the place of each weight. */
export interface PackedFile {
  readonly folder: string;
  readonly places: ReadonlyMap<string, PackedPlace>;
}

/** Packed files of this process, by the weights that they hold. */
const opened = new WeakMap<CodedWeights, Promise<PackedFile>>();

/**
 * The packed file of a model: every weight in the form in which sessions read it. It is written once for the bytes of the model's files, into a folder
 * that is named by their digest.
 *
 * @throws AppError DISK_FULL where it does not fit.
 */
export function openPackedFile(weights: CodedWeights): Promise<PackedFile> {
  const known = opened.get(weights) ?? findOrWrite(weights);
  opened.set(weights, known);
  known.catch(() => opened.delete(weights));
  return known;
}

/** The bytes that the packed file of a model has. Nothing is written. */
export function measurePacked(weights: CodedWeights): number {
  return planOnce(weights).sizeBytes;
}

async function nameFolder({ stored, folder, digests }: CodedWeights): Promise<string> {
  const hash = createHash('sha256').update(`packed weights ${LAYOUT_VERSION}`);
  const files = new Set([...stored.values()].map(({ file }) => file));
  for (const file of [...files].sort()) hash.update(`\n${await digestFile(join(folder, file), digests)}`);
  return hash.digest('hex').slice(0, 32);
}

async function findOrWrite(weights: CodedWeights): Promise<PackedFile> {
  const cache = new WeightCache(weights.digests);
  const name = await nameFolder(weights);
  const folder = cache.path(name);
  const layoutPath = join(folder, LAYOUT_FILE);
  if (!existsSync(layoutPath)) {
    const { places, sizeBytes } = planOnce(weights);
    cache.makeRoom(sizeBytes);
    cache.write(name, (unfinished) => {
      writePacked(join(unfinished, PACKED_FILE), weights, places);
      writeFileSync(join(unfinished, LAYOUT_FILE), JSON.stringify([...places], writeTyped));
    });
  }
  cache.touch(name);
  return { folder, places: new Map(JSON.parse(readFileSync(layoutPath, 'utf8'), readTyped) as [string, PackedPlace][]) };
}

/** Orders of columns are typed arrays. */
function writeTyped(_: string, value: unknown): unknown {
  return value instanceof Int32Array ? { int32: [...value] } : value;
}

function readTyped(_: string, value: unknown): unknown {
  const isTyped = typeof value === 'object' && value !== null && 'int32' in value && Array.isArray(value.int32);
  return isTyped ? Int32Array.from(value.int32 as number[]) : value;
}

interface PackedPlan {
  readonly places: ReadonlyMap<string, PackedPlace>;
  readonly sizeBytes: number;
}

/** A command asks for the size before it loads a model, and again while it does: what orders its columns is read from the file once. */
const PLANS = new WeakMap<CodedWeights, PackedPlan>();

function planOnce(weights: CodedWeights): PackedPlan {
  const plan = PLANS.get(weights) ?? planPlaces(weights);
  PLANS.set(weights, plan);
  return plan;
}

/** The places of all weights. Two names of one tensor share a place. */
function planPlaces({ stored, decoded, readTensor }: CodedWeights): PackedPlan {
  const byRange = new Map<string, PackedPlace>();
  let end = 0;
  const take = (sizeBytes: number): number => {
    const offset = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    end = offset + sizeBytes;
    return offset;
  };
  const places = [...stored].map(([name, tensor]): readonly [string, PackedPlace] => {
    const range = rangeOf(tensor);
    const known = byRange.get(range);
    if (known !== undefined) return [name, known];
    const matrix = openPackable(tensor, readTensor);
    const place =
      matrix === null
        ? { offset: take(getEntry(decoded, name).sizeBytes) }
        : {
            form: matrix.form,
            rows: matrix.rows,
            columns: matrix.columns,
            offsets: Object.fromEntries(
              listParts(matrix.form, matrix.columns).map(({ part, rowBytes }) => [part, take(matrix.rows * rowBytes)]),
            ),
          };
    byRange.set(range, place);
    return [name, place];
  });
  return { places: new Map(places), sizeBytes: end };
}

function rangeOf({ file, offset, packed, name }: StoredTensor): string {
  return packed === undefined ? `${file} ${offset}` : `${file} ${name}`;
}

function writePacked(path: string, weights: CodedWeights, places: ReadonlyMap<string, PackedPlace>): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'wx');
  const written = new Set<PackedPlace>();
  try {
    for (const [name, place] of places) {
      if (written.has(place)) continue;
      written.add(place);
      if ('offset' in place) writeFloats(file, weights, name, place.offset);
      else writeMatrix(file, weights, name, place);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeFloats(file: number, weights: CodedWeights, name: string, offset: number): void {
  const decoded = weights.decoded.get(name);
  if (decoded === undefined) throw new Error(`no weight ${name}`);
  let position = offset;
  for (const bytes of weights.read(decoded)) position += writeAll(file, bytes, position);
}

function writeMatrix(file: number, { stored, readTensor }: CodedWeights, name: string, place: PackedMatrixPlace): void {
  const tensor = stored.get(name);
  const matrix = tensor === undefined ? null : openPackable(tensor, readTensor);
  if (matrix === null) throw new Error(`no packed weight ${name}`);
  const perChunk = Math.max(1, Math.floor(CHUNK_VALUES / place.columns));
  const parts = listParts(place.form, place.columns);
  for (let first = 0; first < place.rows; first += perChunk) {
    const bytes = matrix.pack(first, Math.min(perChunk, place.rows - first));
    for (const { part, rowBytes } of parts) writeAll(file, bytes[part], (place.offsets[part] ?? Number.NaN) + first * rowBytes);
  }
}

function writeAll(file: number, bytes: Uint8Array, position: number): number {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, position + written);
  return written;
}
