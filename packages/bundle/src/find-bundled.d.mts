/** A program in the bundle. */
export interface BundledProgram {
  /** Absolute path of its main file. */
  readonly path: string;
  /** Folder of its compiled code, for Node's compile cache. */
  readonly compiled: string;
}

/** Compiled code of programs that run from the sources. `scripts/bootstrap.mjs` names the same folder. */
export const SOURCES_COMPILED: string;

/**
 * A program of the bundle, which is built first if there is none of the present sources. Null if none can be built, for example in a read-only folder or
 * with sources that do not parse; then the sources run directly, or report their error.
 *
 * @param name as in `PROGRAMS` of build-bundle.ts
 */
export function findBundled(name: 'main' | 'inference-child'): Promise<BundledProgram | null>;
