import type { OpenedModel } from './open-model.ts';
import { rebuildCheckpoint } from './rebuild-checkpoint.ts';

/**
 * The same model in the form that reads windows of one length soonest: of a checkpoint, a graph without caches whose attention leaves out what
 * lies above the diagonal. ONNX files have one form, and come back as they are.
 *
 * @param windowTokens length of every window; null where lengths differ, which needs the general form
 */
export function openWindowForm(opened: OpenedModel, windowTokens: number | null): OpenedModel {
  if (opened.checkpoint === null || windowTokens === null) return opened;
  return rebuildCheckpoint(opened, opened.checkpoint, { windowTokens });
}
