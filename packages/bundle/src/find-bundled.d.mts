/** A program in its bundle. */
export interface BundledProgram {
  /** Absolute path of its main file. */
  readonly path: string;
  /** Folder of its compiled code, for Node's compile cache. */
  readonly compiled: string;
}

/** Compiled code of programs that run from the sources. `scripts/bootstrap.mjs` names the same folder. */
export const SOURCES_COMPILED: string;

/**
 * The bundle of a program, which is built first if there is none of the present sources. If none can be built, the process says why and ends with code 1.
 *
 * @param program path of its source below the repository's root
 */
export function findBundled(program: string): Promise<BundledProgram>;
