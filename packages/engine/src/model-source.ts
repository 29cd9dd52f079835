import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '@lamina/errors';

/** Where the parts of one model lie on this machine. */
export interface ModelSource {
  /** Name to show: the folder's, or the file's without its ending. */
  readonly name: string;
  /** Folder with config.json and the tokenizer. */
  readonly folder: string;
  readonly onnxPath: string;
  /** config.json as parsed; empty where there is none. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tokenizerPath: string | null;
}

const MODEL_FILES = ['onnx/model.onnx', 'model.onnx'];

/**
 * Finds a model: a folder (onnx/model.onnx or model.onnx inside), an .onnx file, or the slug of a model below one of `roots`.
 * @throws AppError FILE_NOT_FOUND saying which places were looked at.
 */
export function findModelSource(reference: string, options: { roots?: readonly string[] } = {}): ModelSource {
  const places = [resolve(reference), ...(isSlug(reference) ? (options.roots ?? []).map((root) => join(root, reference)) : [])];
  for (const place of places) {
    if (!existsSync(place)) continue;
    if (statSync(place).isDirectory()) {
      const file = MODEL_FILES.find((name) => existsSync(join(place, name)));
      if (file === undefined)
        throw new AppError('FILE_NOT_FOUND', `${place} holds neither onnx/model.onnx nor model.onnx; export a model there first`);
      return describe(place, join(place, file), basename(place));
    }
    const above = dirname(place);
    const folder = basename(above) === 'onnx' && !existsSync(join(above, 'config.json')) ? dirname(above) : above;
    return describe(folder, place, basename(place).replace(/\.onnx$/, ''));
  }
  throw new AppError('FILE_NOT_FOUND', `no model at ${places.join(' or ')}; name a folder, an .onnx file or a bundled model`);
}

function isSlug(reference: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*$/i.test(reference);
}

function describe(folder: string, onnxPath: string, name: string): ModelSource {
  const tokenizerPath = join(folder, 'tokenizer.json');
  return {
    name,
    folder,
    onnxPath,
    config: readJson(join(folder, 'config.json')),
    tokenizerPath: existsSync(tokenizerPath) ? tokenizerPath : null,
  };
}

/** A JSON object from a file; empty where the file is absent. @throws AppError FILE_UNREADABLE where it is not a JSON object. */
export function readJson(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${path} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  throw new AppError('FILE_UNREADABLE', `${path} must hold a JSON object`);
}
