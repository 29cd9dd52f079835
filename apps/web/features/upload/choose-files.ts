import type { OpenUpload, UploadOptions } from './model-uploads.ts';

/** The files that a person chose for an upload. */
export interface ChosenFiles<Chosen> {
  /** Smallest first, so that a wrong config is refused before gigabytes are sent. */
  readonly files: readonly Chosen[];
  readonly totalBytes: number;
  /** Names of chosen files that are no part of a model, such as README.md. */
  readonly skipped: readonly string[];
  /** The open upload of the same files, which is continued; null = a new one begins. */
  readonly upload: OpenUpload | null;
}

/** Divides chosen files into those of a model and others, and finds the upload that they continue. The server checks names and sizes again. */
export function chooseFiles<Chosen extends { readonly name: string; readonly size: number }>(
  chosen: readonly Chosen[],
  { accepts, uploads }: Pick<UploadOptions, 'accepts' | 'uploads'>,
): ChosenFiles<Chosen> {
  const isOfModel = ({ name }: Chosen): boolean =>
    accepts.names.includes(name) || accepts.weightEndings.some((ending) => name.endsWith(ending));
  const files = chosen.filter(isOfModel).toSorted((left, right) => left.size - right.size);
  const isSame = (upload: OpenUpload): boolean =>
    upload.files.length === files.length &&
    upload.files.every((sent) => files.some(({ name, size }) => name === sent.name && size === sent.bytes));
  return {
    files,
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
    skipped: chosen.filter((file) => !isOfModel(file)).map(({ name }) => name),
    upload: uploads.find(isSame) ?? null,
  };
}
