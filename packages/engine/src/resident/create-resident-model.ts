import type { OpenedModel } from '../model/open/open-model.ts';
import { probeExecutionProvider } from '../session/execution-provider.ts';
import { createGatedModel } from './gated-resident.ts';
import type { ResidentModel, ResidentOptions } from './resident-model.ts';
import { createSplitModel } from './split-resident.ts';

/**
 * Loads a model that stays loaded. On a processor it is loaded in parts, which share hidden states between removals. On a GPU it is loaded in one
 * session with gates, which never copies hidden states off the device.
 */
export async function createResidentModel(opened: OpenedModel, options: ResidentOptions = {}): Promise<ResidentModel> {
  const { provider } = await probeExecutionProvider(options.providers);
  return provider === 'cpu' ? await createSplitModel(opened, options) : await createGatedModel(opened, options);
}
