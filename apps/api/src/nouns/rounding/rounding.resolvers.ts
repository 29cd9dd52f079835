import { type StoredRoundings, storedRoundings } from '@lamina/database';
import { chooseRoundings, compareRoundings } from '@lamina/metrics';
import DataLoader from 'dataloader';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { RECORDINGS } from '../recording/recording.list.ts';
import { ROUNDINGS } from './rounding.list.ts';
import { Rounding, RoundingAgreement } from './rounding.type.ts';

/** The roundings of revisions, by their keys, with scores of the same units; both are empty for a revision without roundings. */
export function createRoundingsLoader(sqlReader: SqlReader): DataLoader<string, StoredRoundings> {
  return new DataLoader(async (keys) => {
    const found = await sqlReader.readRows<StoredRoundings>(storedRoundings(keys));
    const byRevision = new Map(found.map((stored) => [stored.revisionKey, stored]));
    return keys.map((key) => byRevision.get(key) ?? { revisionKey: key, roundings: [], scores: [] }); // nothing was rounded
  });
}

/** Where bits matter, beside what removal says. */
@Resolver(() => Model)
class RoundingAgreementResolver {
  @FieldResolver(() => [RoundingAgreement], {
    description:
      'Whether scores of removals tell where bits matter: roundings on the text with the most of them, compared with the scores of the same units. Empty where nothing was rounded.',
  })
  async roundingAgreements(@Root() { revisionKey }: Model, @Ctx() { loaders }: RequestContext): Promise<readonly RoundingAgreement[]> {
    const { roundings, scores } = await loaders.get(createRoundingsLoader).load(revisionKey);
    return compareRoundings(chooseRoundings(roundings), scores);
  }
}

/** Roundings of single units, and fields that lead to them. */
export const ROUNDING_RESOLVERS = [
  RoundingAgreementResolver,
  listQuery(ROUNDINGS, 'roundings', 'Roundings of single units of all models, as a flat table: one row per unit, type and text.'),
  ...relations(Rounding, {
    model: row(MODELS, 'modelKey', 'The model.'),
    recording: optionalRow(RECORDINGS, 'recordingKey', 'The recording that it came with; null if it was measured here.'),
  }),
  ...relations(Model, {
    roundings: rows(ROUNDINGS, { link: 'revision', by: 'revisionKey' }, 'Roundings of single units of the current revision.'),
  }),
  ...relations(Job, { roundings: rows(ROUNDINGS, { link: 'job' }, 'Roundings that this job stored.') }),
];
