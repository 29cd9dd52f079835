import { findHubReference } from '@lamina/hub';

/** A folder's name, perhaps with the variant to take from it. */
const FOLDER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(:[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/;

/** Whether a text names a folder directly below a model folder, or a model of the hub: never a path, never an address. */
export function isModelReference(text: string): boolean {
  return FOLDER.test(text) || findHubReference(text) !== undefined;
}
