import { join } from 'node:path';
import {
  createStudy,
  digestOf,
  getJobPlacement,
  getModelNames,
  getRevision,
  getStudyRequest,
  listPrunings,
  type RevisionRecord,
  registerModel,
} from '@lamina/database';
import type { QuantizeResult } from '@lamina/engine';
import { parseStudyRequest, planStudy, type QuantizeModelPayload, type StudyRequest } from '@lamina/jobs';
import { isRemoval, keyOfRemoval, removalOf, UNCHANGED } from '@lamina/plans';
import { isRandomStrategy, STRATEGY } from '@lamina/strategies';
import type { HandlerContext } from '../context/handler-context.ts';
import { inspectAside } from '../inference/inspect-aside.ts';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';

/**
 * Quantizes a model into the model store, registers the result as derived from it, and submits a study of it: the same strategies by its own scores
 * (quantize, then remove), and the layers that the original's scores chose (remove, then quantize).
 */
export async function quantizeModelHandler({ revisionId, precision }: QuantizeModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders, signal, studyId } = context;
  const parent = await getRevision(database, revisionId);
  const out = join(folders.modelStore, parent.digest.slice(0, 16), precision);
  const result = await runInference(
    'quantize',
    {
      model: await locateModel(parent.location, context),
      roots: folders.modelRoots,
      digests: folders.digests,
      change: { ...UNCHANGED, precision },
      out,
    },
    { signal, onProgress: context.report },
  );
  const variant = await registerVariant(parent, { result, out }, context);
  if (studyId === null) return;
  const request = await requestOf(studyId, context);
  const jobs = planStudy(variant.revisionId, request);
  const idempotencyKey = `quantized ${digestOf({ ...request, revision: variant.digest, studyId })}`;
  const placement = await getJobPlacement(database, fence.jobId);
  await createStudy(database, { modelId: variant.modelId, request, jobs, placement, idempotencyKey }, context.enqueue);
}

async function registerVariant(
  parent: RevisionRecord,
  { result, out }: { readonly result: QuantizeResult; readonly out: string },
  context: HandlerContext,
): Promise<RevisionRecord> {
  const { database } = context;
  const inspection = await inspectAside(out, context);
  const { precision, blockSize, symmetric, bytesBefore, bytesAfter } = result;
  const { family, name, licence } = await getModelNames(database, parent.modelId);
  return await registerModel(database, {
    slug: `${parent.slug}-${precision}`,
    name: `${name} (${precision})`,
    family,
    licence,
    source: 'quantized',
    location: out,
    inspection,
    derivedFrom: { modelId: parent.modelId, quantization: { precision, blockSize, symmetric, bytesBefore, bytesAfter } },
  });
}

/**
 * The original's study request for the quantized model, with its controls and removals, and with the layers that the original's first strategy chose. The form
 * is ONNX, which keeps all tokens and has no types of GGUF files, and its weights are rounded already.
 */
async function requestOf(studyId: string, { database }: HandlerContext): Promise<StudyRequest> {
  const asked = parseStudyRequest(await getStudyRequest(database, studyId));
  const request = { ...asked, precisions: [], vocabularies: [], types: [], roundings: [] };
  const first = request.strategies.find((name) => !isRandomStrategy(name));
  const prunings = (await listPrunings(database, { studyId })).filter(isRemoval);
  const chosen = [...request.removals.map(removalOf), ...prunings.filter(({ strategy }) => strategy === first).map(({ remove }) => remove)];
  const removals = [...new Map(chosen.map((removal) => [keyOfRemoval(removal), removal])).values()];
  const strategies = removals.length > 0 ? [...new Set([...request.strategies, STRATEGY.explicit])] : request.strategies;
  return parseStudyRequest({ ...request, strategies, removals });
}
