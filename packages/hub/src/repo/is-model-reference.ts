import { findHubReference } from './hub-reference.ts';

/** A folder's name, optionally with a variant. */
const FOLDER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(:[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/;

/** True if a text names a folder directly in a model folder, or a model of the hub. Paths and URLs are not accepted. */
export function isModelReference(text: string): boolean {
  return FOLDER.test(text) || findHubReference(text) !== undefined;
}
