import type { Stores } from '../../data/stores.ts';
import { compareRepairs, listPairs } from './compare-repairs.ts';
import type { RepairComparison } from './repair-comparison.type.ts';
import { gainStatement, type PairedGain, type RepairRecord, repairedStatement } from './repair-comparison-statements.ts';

/** Compares the repairs that were evaluated on a model: two statements, then computed in memory. Null lane = the one with most evaluations. */
export async function compareRepairsOf({ sqlReader }: Stores, revisionKey: string, lane: string | null): Promise<RepairComparison> {
  const records = await sqlReader.readRows<RepairRecord>(repairedStatement(revisionKey, lane));
  const pairs = listPairs(records);
  const [first] = records;
  const gains = first === undefined || pairs.length === 0 ? [] : await sqlReader.readRows<PairedGain>(gainStatement(first.lane, pairs));
  return compareRepairs(records, gains);
}
