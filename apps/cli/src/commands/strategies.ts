import { openModel } from '@lamina/engine';
import { listStrategies, planStrategies, type StrategyPlan, type StrategyPlans } from '@lamina/strategies';
import { Command } from 'commander';
import { modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseSeed } from '../parse-options.ts';
import { readScores } from '../read-scores.ts';
import { writeResult } from '../write-result.ts';

interface StrategiesFlags {
  readonly scores?: string;
  readonly count: number;
  readonly seed?: number;
  readonly protectFirst?: boolean;
  readonly protectLast?: boolean;
  readonly json?: string;
}

export function strategiesCommand(): Command {
  return new Command('strategies')
    .argument('<model>', MODEL_HELP)
    .option('--scores <file>', 'result of lamina score --json; --leave-one-out and --greedy there give two more strategies')
    .requiredOption('--count <n>', 'how many blocks each strategy removes', parseCount)
    .option('--seed <n>', 'seed of the random strategies (0)', parseSeed)
    .option('--protect-first', 'never remove the first block')
    .option('--protect-last', 'never remove the last block')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, { scores, json, ...request }: StrategiesFlags) => {
      const model = await locateModel(reference);
      const blockCount = openModel(model, { roots: modelRoots() }).structure.blocks.length;
      const plans = planStrategies({ blockCount, ...request, ...(scores === undefined ? {} : { scores: readScores(scores) }) });
      writeResult(json, describeResult(plans, blockCount, request.count), summarise(plans));
    });
}

function describeResult({ strategies, controls }: StrategyPlans, blocks: number, count: number): object {
  const descriptions = new Map(listStrategies().map(({ name, description }) => [name, description]));
  return {
    blocks,
    count,
    strategies: strategies.map((entry) => ({
      strategy: entry.strategy,
      description: descriptions.get(entry.strategy),
      ...(entry.plan === null
        ? { removed: null, order: null, seed: null, reason: entry.reason }
        : { removed: entry.plan.removed, order: entry.plan.order, seed: entry.plan.seed }),
    })),
    controls: controls.map(({ strategy, seed, removed }) => ({ strategy, seed, removed })),
  };
}

function summarise({ strategies, controls }: StrategyPlans): string {
  const width = Math.max(...strategies.map(({ strategy }) => strategy.length));
  const choiceOf = (entry: StrategyPlan): string => (entry.plan === null ? `– ${entry.reason}` : entry.plan.removed.join(', '));
  return [
    ...strategies.map((entry) => `${entry.strategy.padEnd(width)}  ${choiceOf(entry)}`),
    ...controls.map(({ strategy, seed, removed }) => `control: ${strategy}, seed ${seed}: ${removed.join(', ')}`),
  ].join('\n');
}
