import type { OpenedModel } from './open-model.ts';
import { rebuildCheckpoint } from './rebuild-checkpoint.ts';

/**
 * The same model in the form that reads windows of one length fastest. For a checkpoint, that is a graph without caches, whose attention skips
 * everything above the diagonal. An ONNX file has one form and is returned as it is.
 *
 * @param windowTokens the length of every window; null where lengths differ, which needs the general form
 */
export function openWindowForm(opened: OpenedModel, windowTokens: number | null): OpenedModel {
  if (opened.checkpoint === null || windowTokens === null) return opened;
  return rebuildCheckpoint(opened, opened.checkpoint, { windowTokens });
}
