import { openModel } from '@lamina/engine';
import { areBlocksOnly, describeRemoval, listRemovedUnits, type Unit, type UnitKind } from '@lamina/plans';
import { getStrategy, NO_SCORES, planStrategies, type RemovalPlan, type RemovalRequest, type StrategyPlans } from '@lamina/strategies';
import { requireUnits } from '@lamina/surgery';
import { Command } from 'commander';
import { modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseSeed, parseUnits } from '../parse-options.ts';
import { readScores } from '../read-scores.ts';
import { writeResult } from '../write-result.ts';

interface StrategiesFlags {
  readonly scores?: string;
  readonly count: number;
  readonly units?: readonly UnitKind[];
  readonly seed?: number;
  readonly protectFirst?: boolean;
  readonly protectLast?: boolean;
  readonly json?: string;
}

export function strategiesCommand(): Command {
  return new Command('strategies')
    .argument('<model>', MODEL_HELP)
    .option('--scores <file>', 'result of lamina score --json; with --leave-one-out and --greedy it supports two more strategies')
    .requiredOption('--count <n>', 'number of blocks that each strategy removes', parseCount)
    .option('--units <kinds>', 'kinds of units to remove: block, attention, mlp, or several in one ranking (block)', parseUnits)
    .option('--seed <n>', 'seed of the random strategies (0)', parseSeed)
    .option('--protect-first', 'never remove the first block')
    .option('--protect-last', 'never remove the last block')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, flags: StrategiesFlags) => {
      const { scores, json, units = ['block'], count, seed = 0, protectFirst = false, protectLast = false } = flags;
      const model = await locateModel(reference);
      const { structure } = openModel(model, { roots: modelRoots() });
      const request: RemovalRequest = {
        ...{ blockCount: structure.blocks.length, units, existing: requireUnits(structure, units), count, seed, protectFirst, protectLast },
        scores: scores === undefined ? NO_SCORES : readScores(scores),
      };
      const plans = planStrategies(request);
      writeResult(json, describeResult(plans, request), summarise(plans));
    });
}

function describeResult({ plans, controls }: StrategyPlans, { blockCount, units, count }: RemovalRequest): object {
  // People's scripts read the order of whole blocks as numbers.
  const describeOrder = (order: readonly Unit[]) => (areBlocksOnly(units) ? order.map(({ block }) => block) : order);
  const describePlan = ({ strategy, removal, order, seed }: RemovalPlan): object => ({
    ...{ strategy, ...listRemovedUnits(removal), order: describeOrder(order), seed },
  });
  return {
    ...{ blocks: blockCount, units, count },
    strategies: plans.map((entry) => ({
      description: getStrategy(entry.strategy).describe,
      ...(entry.plan === null
        ? { strategy: entry.strategy, removed: null, order: null, seed: null, reason: entry.reason }
        : describePlan(entry.plan)),
    })),
    controls: controls.map(describePlan),
  };
}

function summarise({ plans, controls }: StrategyPlans): string {
  const width = Math.max(...plans.map(({ strategy }) => strategy.length));
  return [
    ...plans.map(
      (entry) => `${entry.strategy.padEnd(width)}  ${entry.plan === null ? `– ${entry.reason}` : describeRemoval(entry.plan.removal)}`,
    ),
    ...controls.map(({ strategy, seed, removal }) => `control: ${strategy}, seed ${seed}: ${describeRemoval(removal)}`),
  ].join('\n');
}
