import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { AppError } from '@lamina/errors';
import {
  chooseModelFile,
  findHubReference,
  formatOf,
  isSafeRepoPath,
  listModelCandidates,
  type ModelFormat,
  noSuchModel,
} from '@lamina/hub';
import { readJson } from '../files/read-files.ts';

/** Where the parts of one model lie on this machine. */
export interface ModelSource {
  /** The name to show: of the folder, of the repository for a model of the hub, or of the file without its ending. */
  readonly name: string;
  /** The folder with config.json and the tokenizer. */
  readonly folder: string;
  readonly format: ModelFormat;
  /** The .onnx file, or the file of a checkpoint that names its weights (see chooseModelFile). */
  readonly path: string;
  /** The values of config.json; empty where the file is absent. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tokenizerPath: string | null;
}

/** Where models are looked for. */
export interface SourceLookup {
  /** Folders that hold models by slug. */
  readonly roots?: readonly string[];
}

/**
 * Finds a model on this machine. A reference is one of:
 *
 * - a folder, an .onnx file or a .gguf file
 * - the slug of a model below one of `roots`
 *
 * `:variant` behind anything but a file chooses one model of a folder: `:fp16` is onnx/model_fp16.onnx, `:sub/graph.onnx` is a path, `:sub` is the
 * graph in that folder, `:safetensors` is that format, `:Q4_K_M` is the .gguf file of that quantization.
 *
 * @throws AppError FILE_NOT_FOUND, naming the places that were searched; NOT_FOUND, listing the variants, where a folder lacks the variant.
 */
export function findModelSource(reference: string, lookup: SourceLookup = {}): ModelSource {
  const found = findLocalSource(reference, lookup);
  if (found) return found;
  const places = listPlaces(splitVariant(reference).place, lookup);
  const hub = findHubReference(reference);
  const advice = hub
    ? `or download it from the hub: lamina pull ${reference}`
    : 'name a folder, an .onnx file, a bundled model, or org/name on the hub';
  throw new AppError('FILE_NOT_FOUND', `no model at ${places.join(' or ')}; ${advice}`);
}

/** A model outside the cache of the hub; undefined where there is none. @throws AppError as findModelSource does for folders without the graph. */
export function findLocalSource(reference: string, lookup: SourceLookup = {}): ModelSource | undefined {
  const asWritten = listPlaces(reference, lookup).find((place) => existsSync(place));
  if (asWritten !== undefined) return statSync(asWritten).isDirectory() ? describeFolder(asWritten, null) : describeFile(asWritten);
  const { place: name, variant } = splitVariant(reference);
  if (variant === null) return undefined;
  const place = listPlaces(name, lookup).find((path) => existsSync(path) && statSync(path).isDirectory());
  return place === undefined ? undefined : describeFolder(place, variant);
}

function listPlaces(reference: string, { roots = [] }: SourceLookup): readonly string[] {
  const isSlug = /^[a-z0-9][a-z0-9._-]*$/i.test(reference);
  return [resolve(reference), ...(isSlug ? roots.map((root) => join(root, reference)) : [])];
}

function splitVariant(reference: string): { readonly place: string; readonly variant: string | null } {
  const at = reference.lastIndexOf(':');
  const variant = reference.slice(at + 1);
  return at > 0 && isSafeRepoPath(variant) ? { place: reference.slice(0, at), variant } : { place: reference, variant: null };
}

function describeFolder(folder: string, variant: string | null): ModelSource {
  const paths = listPaths(folder, variant);
  const file = variant === null ? getPlainModel(folder, paths) : chooseModelFile(paths, { variant, place: folder });
  const path = join(folder, file);
  return describe(folder, path, findSnapshot(path)?.name ?? basename(folder));
}

/** Chooses a model of a folder where no variant is named: the likeliest of several graphs, but none of several GGUF files. */
function getPlainModel(folder: string, paths: readonly string[]): string {
  const [file, ...others] = listModelCandidates(paths, null);
  if (file !== undefined && (others.length === 0 || formatOf(file) === 'onnx')) return file;
  if (file !== undefined) return chooseModelFile(paths, { variant: null, place: folder });
  const refusal = noSuchModel(paths, { variant: null, place: folder });
  throw refusal.code === 'NOT_FOUND' ? new AppError('FILE_NOT_FOUND', refusal.message) : refusal;
}

function listPaths(folder: string, variant: string | null): readonly string[] {
  return [...new Set([...listFiles(folder, 'onnx'), ...listFiles(folder, ''), ...listNamed(folder, variant)])];
}

/** Finds a variant that is a path: of a file, or of a folder with graphs. */
function listNamed(folder: string, variant: string | null): readonly string[] {
  if (variant === null) return [];
  return /\.(onnx|gguf)$/.test(variant) && existsSync(join(folder, variant)) ? [variant] : listFiles(folder, variant);
}

function listFiles(folder: string, below: string): readonly string[] {
  const place = join(folder, below);
  if (!existsSync(place) || !statSync(place).isDirectory()) return [];
  return readdirSync(place).map((name) => (below === '' ? name : `${below}/${name}`));
}

function describeFile(path: string): ModelSource {
  const above = dirname(path);
  const snapshot = findSnapshot(path);
  if (snapshot) {
    const folder = [above, dirname(above)].find((place) => place.startsWith(snapshot.folder) && existsSync(join(place, 'config.json')));
    return describe(folder ?? snapshot.folder, path, snapshot.name);
  }
  const folder = basename(above) === 'onnx' && !existsSync(join(above, 'config.json')) ? dirname(above) : above;
  return describe(folder, path, formatOf(path) === 'safetensors' ? basename(folder) : basename(path).replace(/\.(onnx|gguf)$/, ''));
}

/** The repository and the commit folder of a file in a cache of the hub, read from the layout of the cache. */
function findSnapshot(path: string): { readonly name: string; readonly folder: string } | undefined {
  const parts = path.split(sep);
  const at = parts.lastIndexOf('snapshots');
  // Nothing stands above the first part of a path.
  const [, organisation, name] = /^models--(.+?)--(.+)$/.exec(parts[at - 1] ?? '') ?? [];
  if (organisation === undefined || parts.length < at + 3) return undefined;
  return { name: `${organisation}/${name}`, folder: parts.slice(0, at + 2).join(sep) };
}

function describe(folder: string, path: string, name: string): ModelSource {
  const tokenizerPath = join(folder, 'tokenizer.json');
  return {
    name,
    folder,
    format: formatOf(path),
    path,
    config: readJson(join(folder, 'config.json')),
    tokenizerPath: existsSync(tokenizerPath) ? tokenizerPath : null,
  };
}
