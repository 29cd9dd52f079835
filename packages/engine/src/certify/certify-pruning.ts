import { AppError } from '@lamina/errors';
import type { Certificate, PrunePlan, Removal } from '@lamina/plans';
import { bypassUnits } from '@lamina/surgery';
import { type ModelLookup, type OpenedModel, openModel, removeDecodedWeights } from '../model/open/open-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { certify, runGated } from './certify.ts';

export interface CertifyPruningOptions extends ModelLookup, SessionOptions {
  /** The folder of the written model. */
  readonly folder: string;
  /** True where weights of 16 bits were rounded again when they were written. */
  readonly roundsAgain?: boolean;
}

/**
 * The certificate of a model that was just written, and the notes of its plan. A parent that does not run on the fixed input has no certificate; a note
 * says so.
 *
 * @throws AppError CERTIFICATE_FAILED where the written model cannot be opened or run, or computes something else.
 */
export async function certifyPruning(
  parent: OpenedModel,
  { removal, notes }: Pick<PrunePlan, 'notes'> & { readonly removal: Removal },
  options: CertifyPruningOptions,
): Promise<Pick<PrunePlan, 'certificate' | 'notes'>> {
  const expected = await runParent(parent, removal, options);
  if (expected instanceof AppError) {
    const note = `the written model was not compared with its parent, which does not run on a few tokens: ${expected.message}`;
    return { certificate: null, notes: [...notes, note] };
  }
  const certificate = await certifyFolder(parent, expected, options);
  if (certificate.passed) return { certificate, notes };
  throw new AppError('CERTIFICATE_FAILED', `${describeFailure(certificate)}; the written files were deleted`, { details: { certificate } });
}

/** Says how much the logits differ. */
export function describeFailure({ maxLogitDifference, limit }: Certificate): string {
  return `the written model does not compute the same logits as its parent without the removed units: they differ by ${maxLogitDifference.toPrecision(3)} (the limit for rounding is ${limit.toPrecision(3)})`;
}

async function runParent(parent: OpenedModel, removal: Removal, options: SessionOptions): Promise<Float32Array | AppError> {
  const gated = bypassUnits(parent.structure, removal).model;
  try {
    return await runGated(parent, gated, options);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** The decoded weights are not kept: every written model would take the disk space of its float32 weights. */
async function certifyArtefact(parent: OpenedModel, expected: Float32Array, options: CertifyPruningOptions): Promise<Certificate> {
  const artefact = openModel(options.folder, options);
  try {
    return await certify(parent, { expected, artefact }, options);
  } finally {
    removeDecodedWeights(artefact);
  }
}

async function certifyFolder(parent: OpenedModel, expected: Float32Array, options: CertifyPruningOptions): Promise<Certificate> {
  try {
    return await certifyArtefact(parent, expected, options);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw new AppError(
      'CERTIFICATE_FAILED',
      `the written model cannot be opened and run again: ${cause.message}; the written files were deleted`,
      {
        cause,
      },
    );
  }
}
