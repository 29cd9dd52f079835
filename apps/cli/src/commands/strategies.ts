import { openModel } from '@lamina/engine';
import { areBlocksOnly, describeRemoval, listRemovedUnits, STRATEGY, type UnitKind } from '@lamina/plans';
import {
  CONTROL_DRAWS,
  listStrategies,
  planStrategies,
  planUnitStrategies,
  planUnits,
  type StrategyPlan,
  type StrategyPlans,
  type UnitPlan,
  type UnitRequest,
  type UnitStrategyPlan,
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

/** Seeds of the random control's draws. */
const SEEDS = Array.from({ length: CONTROL_DRAWS }, (_, seed) => seed);

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
        const controls = SEEDS.map((seed) => planUnits(STRATEGY.randomInner, { ...unitRequest, seed }));
        writeResult(json, describeUnits({ plans, controls }, blockCount, unitRequest), summariseUnits(plans, controls));
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

interface UnitPlans {
  readonly plans: readonly UnitStrategyPlan[];
  readonly controls: readonly UnitPlan[];
}

function describeUnits({ plans, controls }: UnitPlans, blocks: number, { units, count }: UnitRequest): object {
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

function summariseUnits(plans: readonly UnitStrategyPlan[], controls: readonly UnitPlan[]): string {
  const width = Math.max(...plans.map(({ strategy }) => strategy.length));
  return [
    ...plans.map(
      (entry) => `${entry.strategy.padEnd(width)}  ${entry.plan === null ? `– ${entry.reason}` : describeRemoval(entry.plan.removal)}`,
    ),
    ...controls.map(({ seed, removal }) => `control: random-inner, seed ${seed}: ${describeRemoval(removal)}`),
  ].join('\n');
}
