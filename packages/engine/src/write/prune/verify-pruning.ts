import { AppError } from '@lamina/errors';
import { digestGraph, type ModelLookup, type OpenedModel, openExportForm, openModel, readPrunePlan } from '@lamina/models';
import { type Certificate, createRemoval, type PrunePlan } from '@lamina/plans';
import { certify, describeFailure, runRounded } from '../../certify/certify.ts';
import type { SessionOptions } from '../../session/session.ts';
import { readKeptIds } from '../../vocabulary/keep-vocabulary.ts';
import { listRoundings } from './plan-gguf.ts';

export interface VerifyOptions extends ModelLookup, SessionOptions {
  /** The folder of a model that pruneModel wrote. */
  readonly folder: string;
  /** The parent, as openModel finds it; by default at the place that the plan states. */
  readonly parent?: string | undefined;
}

export interface VerifyResult {
  readonly certificate: Certificate;
  /** The reference by which the parent was opened. */
  readonly parent: string;
  readonly plan: PrunePlan;
}

/**
 * Repeats the certificate of a written model: opens the model and its parent, and compares their logits.
 *
 * @throws AppError FILE_NOT_FOUND where the plan or the parent is not on this machine; CONFLICT where another model is in the parent's place;
 * MODEL_UNSUPPORTED for a repaired model; CERTIFICATE_FAILED where the two compute different logits; as openModel does.
 */
export async function verifyPruning({ folder, ...options }: VerifyOptions): Promise<VerifyResult> {
  const plan = readPrunePlan(folder);
  if (plan.repair !== null && plan.repair.kind !== 'none')
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `${folder} holds a ${String(plan.repair.kind)} repair, which its parent does not have: it was verified when it was written; to verify it again, prune the parent again with the same calibration text`,
    );
  const reference = options.parent ?? plan.parent.location;
  if (reference === null)
    throw new AppError('FILE_NOT_FOUND', `the plan of ${folder} does not say where its parent is; name it with --parent`);
  const read = openParent(reference, options);
  const graphSha256 = digestGraph(read);
  if (graphSha256 !== plan.parent.graphSha256)
    throw new AppError(
      'CONFLICT',
      `${reference} is not the model that was pruned (its graph has SHA-256 ${graphSha256}, the plan says ${plan.parent.graphSha256})`,
    );
  const removal = createRemoval({ blocks: plan.removed, attention: plan.removedAttention, mlp: plan.removedMlp });
  const artefact = openModel(folder, options);
  const parent = artefact.source.format === 'onnx' ? openExportForm(read).opened : read;
  const expected = await runRounded(parent, removal, {
    ...options,
    roundings: listRoundings(parent, plan.types),
    keptIds: readKeptIds(folder),
  });
  const certificate = await certify(parent, { expected, artefact }, options);
  if (!certificate.passed)
    throw new AppError('CERTIFICATE_FAILED', `${folder}: ${describeFailure(certificate)}`, { details: { certificate } });
  return { certificate, parent: reference, plan };
}

function openParent(reference: string, lookup: ModelLookup): OpenedModel {
  try {
    return openModel(reference, lookup);
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'FILE_NOT_FOUND') throw cause;
    throw new AppError('FILE_NOT_FOUND', `the parent of the pruned model is not at ${reference}; put it there, or name it with --parent`, {
      cause,
    });
  }
}
