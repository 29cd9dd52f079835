import { openModel } from '@lamina/engine';
import { areBlocksOnly, describeRemoval, listRemovedUnits, type UnitKind } from '@lamina/plans';
import {
  listStrategies,
  planStrategies,
  planUnitStrategies,
  type StrategyPlan,
  type StrategyPlans,
  type UnitPlan,
  type UnitRequest,
  type UnitStrategyPlans,
} from '@lamina/strategies';
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
    .action(async (reference: string, { scores, json, units, ...request }: StrategiesFlags) => {
      const model = await locateModel(reference);
      const { structure } = openModel(model, { roots: modelRoots() });
      const blockCount = structure.blocks.length;
      if (units && !areBlocksOnly(units)) {
        const existing = requireUnits(structure, units);
        const unitRequest = { blockCount, ...request, units, existing, ...(scores === undefined ? {} : { scores: readScores(scores) }) };
        const plans = planUnitStrategies(unitRequest);
        writeResult(json, describeUnits(plans, blockCount, unitRequest), summariseUnits(plans));
        return;
      }
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

function describeUnits({ plans, controls }: UnitStrategyPlans, blocks: number, { units, count }: UnitRequest): object {
  const descriptions = new Map(listStrategies().map(({ name, description }) => [name, description]));
  const describePlan = ({ strategy, removal, order, seed }: UnitPlan): object => ({ strategy, ...listRemovedUnits(removal), order, seed });
  return {
    blocks,
    units,
    count,
    strategies: plans.map((entry) =>
      entry.plan === null
        ? {
            strategy: entry.strategy,
            description: descriptions.get(entry.strategy),
            removed: null,
            order: null,
            seed: null,
            reason: entry.reason,
          }
        : { description: descriptions.get(entry.strategy), ...describePlan(entry.plan) },
    ),
    controls: controls.map(describePlan),
  };
}

function summariseUnits({ plans, controls }: UnitStrategyPlans): string {
  const width = Math.max(...plans.map(({ strategy }) => strategy.length));
  return [
    ...plans.map(
      (entry) => `${entry.strategy.padEnd(width)}  ${entry.plan === null ? `– ${entry.reason}` : describeRemoval(entry.plan.removal)}`,
    ),
    ...controls.map(({ seed, removal }) => `control: random-inner, seed ${seed}: ${describeRemoval(removal)}`),
  ].join('\n');
}
