import { option } from '@lamina/jobs';
import { openModel } from '@lamina/models';
import { areBlocksOnly, describeRemoval, listRemovedUnits, type Unit } from '@lamina/plans';
import { getStrategy, NO_SCORES, planStrategies, type RemovalPlan, type RemovalRequest, type StrategyPlans } from '@lamina/strategies';
import { requireUnits } from '@lamina/surgery';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelRoots } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { CHOICE_OPTIONS, PROTECT_OPTIONS } from '../options/choice-options.ts';
import { readScores } from '../options/read-scores.ts';
import { JSON_OPTION } from '../options/shared-options.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    options: z.strictObject({
      ...CHOICE_OPTIONS,
      count: option(CHOICE_OPTIONS.count.unwrap(), 'Count', 'Number of units that each strategy removes.', 'n'),
      ...PROTECT_OPTIONS,
      ...JSON_OPTION,
    }),
    shown: ['scores', 'count', 'units', 'seed', 'protectFirst', 'protectLast', 'json'],
    async run([reference = ''], { scores, json, units, ...choice }) {
      const { structure } = openModel(await locateModel(reference), { roots: modelRoots() });
      const request: RemovalRequest = {
        ...choice,
        units,
        blockCount: structure.blocks.length,
        existing: requireUnits(structure, units),
        scores: scores === undefined ? NO_SCORES : readScores(scores),
      };
      const plans = planStrategies(request);
      writeResult(json, describeResult(plans, request), summarise(plans));
    },
  });
}

function describeResult({ plans, controls }: StrategyPlans, { blockCount, units, count }: RemovalRequest): object {
  // People's scripts read the order of whole blocks as numbers.
  const describeOrder = (order: readonly Unit[]) => (areBlocksOnly(units) ? order.map(({ block }) => block) : order);
  const describePlan = ({ strategy, removal, order, seed }: RemovalPlan): object => ({
    strategy,
    ...listRemovedUnits(removal),
    order: describeOrder(order),
    seed,
  });
  return {
    blocks: blockCount,
    units,
    count,
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
  const rows = [
    ...plans.map((entry) => ({
      name: entry.strategy as string,
      removed: entry.plan === null ? `– ${entry.reason}` : describeRemoval(entry.plan.removal),
    })),
    ...controls.map(({ strategy, seed, removal }) => ({ name: `${strategy}, seed ${seed}`, removed: describeRemoval(removal) })),
  ];
  return formatTable(rows, [
    { title: 'strategy', align: 'left', value: ({ name }) => name },
    { title: 'removes', align: 'left', value: ({ removed }) => removed },
  ]);
}
