import type { AppError } from '@lamina/errors';
import { feedFactsOf, findFixedShape, type OpenedModel } from '@lamina/models';
import { isRemoved, type Removal, removesBlocksOnly } from '@lamina/plans';
import { exposeTokenLoss, findRemovalObstacle, gateBlocks, parseGatePort, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { buildFeeds, type TokenBatch } from '../session/batches.ts';
import { probeExecutionProvider } from '../session/execution-provider.ts';
import { createSession } from '../session/session.ts';
import { type ResidentModel, type ResidentOptions, runEach } from './resident-model.ts';
import { completeHead, giveOutputs, scoreByRun } from './run-head.ts';
import { createSplitModel } from './split-resident.ts';

/**
 * Loads a model that stays loaded. On a processor it is loaded in parts, which share hidden states between removals. On a GPU it is loaded in one
 * session with gates, which never copies hidden states off the device.
 * @throws AppError MODEL_TOO_LARGE as openParts does
 */
export async function createResidentModel(opened: OpenedModel, options: ResidentOptions = {}): Promise<ResidentModel> {
  const { provider } = await probeExecutionProvider(options.providers);
  return provider === 'cpu' ? await createSplitModel(opened, options) : await createGatedModel(opened, options);
}

/**
 * A model in one session with a gate per block, or per sublayer where sublayers are to be removed. Each removal is one pass. Hidden states never leave the
 * device, which decides the speed on a GPU.
 */
export async function createGatedModel(opened: OpenedModel, options: ResidentOptions): Promise<ResidentModel> {
  const { structure, mapped } = opened;
  const gated = exposeTokenLoss(gateBlocks(structure, options.sublayers ? 'sublayers' : 'blocks'), structure.logits, options);
  const session = await createSession(gated, mapped.weights, options);
  const facts = feedFactsOf(opened);
  const { graph } = session.model;
  const gates = graph.inputs.flatMap(({ name }) => {
    const unit = parseGatePort(name);
    return unit ? [{ name, unit }] : [];
  });
  const inputs = graph.inputs.filter(({ name }) => parseGatePort(name) === undefined && name !== TOKEN_LOSS_PORTS.reference);
  const findObstacle = (removal: Removal): AppError | null => findRemovalObstacle(structure, removal);
  const resident: ResidentModel = {
    runtime: session.runtime,
    rows: findFixedShape(structure.model.graph).rows,
    // Keys and values would be copied off the device and back for every block.
    sharesPrefixes: false,
    score: (question, removals) => scoreByRun(resident, question, removals),
    async *run(batch: TokenBatch, removals, more) {
      const request = completeHead(options, batch, more);
      const feeds = buildFeeds({ ...graph, inputs }, batch, facts);
      const obstacle = removals.map(findObstacle).find((error) => error !== null);
      if (obstacle) throw obstacle;
      if (!options.sublayers && !removals.every(removesBlocksOnly)) throw new Error('the model was loaded without gates for sublayers');
      for (const [place, removal] of removals.entries()) {
        const states = gates.map(({ name, unit }) => [name, new Tensor('bool', Uint8Array.of(isRemoved(removal, unit) ? 0 : 1), [])]);
        const outputs = await session.run({ ...feeds, ...request.feeds, ...Object.fromEntries(states) }, request.outputs);
        yield { removal: place, outputs: giveOutputs(outputs, request) };
      }
    },
    runAll: (asked) => runEach(resident, asked),
    findObstacle,
    release: () => session.release(),
  };
  return resident;
}
