import type { AppError } from '@lamina/errors';
import { exposeTokenLoss, findRemovalObstacle, gateBlocks, gatePort } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { feedFactsOf } from '../model/model-facts.ts';
import type { OpenedModel } from '../model/open-model.ts';
import { buildFeeds, type TokenBatch } from '../session/build-feeds.ts';
import { createSession } from '../session/session.ts';
import type { ResidentModel, ResidentOptions } from './resident-model.ts';
import { scoreByRun } from './score-by-run.ts';

/**
 * A model in one session with a gate per block: hidden states never leave the device, which is what counts on a GPU. Each removal is a pass of
 * its own.
 */
export async function createGatedModel(opened: OpenedModel, options: ResidentOptions): Promise<ResidentModel> {
  const { structure, mapped, source } = opened;
  const gated = exposeTokenLoss(gateBlocks(structure), structure.logits, options);
  const session = await createSession(gated, mapped.weightFolder, options);
  const facts = feedFactsOf(source);
  const gates = new Map(structure.blocks.map(({ index }) => [gatePort(index), index]));
  const { graph } = session.model;
  const inputs = graph.inputs.filter(({ name }) => !gates.has(name));
  const findObstacle = (removed: readonly number[]): AppError | null => findRemovalObstacle(structure, removed);
  const resident: ResidentModel = {
    runtime: session.runtime,
    // Keys and values would leave the device and come back for every block.
    sharesPrefixes: false,
    score: (question, removals) => scoreByRun(resident, question, removals),
    async *run(batch: TokenBatch, removals) {
      const feeds = buildFeeds({ ...graph, inputs }, batch, facts);
      const obstacle = removals.map(findObstacle).find((error) => error !== null);
      if (obstacle) throw obstacle;
      for (const [removal, removed] of removals.entries()) {
        const states = [...gates].map(([port, block]) => [port, new Tensor('bool', Uint8Array.of(removed.includes(block) ? 0 : 1), [])]);
        yield { removal, outputs: await session.run({ ...feeds, ...Object.fromEntries(states) }) };
      }
    },
    findObstacle,
    release: () => session.release(),
  };
  return resident;
}
