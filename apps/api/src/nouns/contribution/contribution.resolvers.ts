import { importSharedFile, sql } from '@lamina/database';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Arg, Ctx, Float, Int, Mutation, Query, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, inputType, nullable, outputType } from '../../paging/field.ts';
import { SOURCE_OBJECT } from '../published-layer/published-layer.list.ts';
import { Contribution } from './contribution.type.ts';

@inputType('A sample of a shared file that was measured again on a machine of this team.')
class VerificationInput {
  @field(Int, 'Documents that were measured again.') readonly documents!: number;
  @field(Float, 'Largest difference of a score of one document and layer, in the unit of its measure.') readonly difference!: number;
  @field(String, 'The device that measured it.') readonly device!: string;
  @field(GraphQLDateTimeISO, 'When.') readonly measuredAt!: Date;
}

@inputType('A shared file to import.')
class ImportSharedFileInput {
  @field(String, 'The file, as `lamina answer MODEL --share FILE --by NAME` writes it; at most 20,000,000 characters.')
  readonly content!: string;
  @nullable(VerificationInput, 'A sample that was measured again, as `lamina import FILE MODEL` does.')
  readonly verification?: VerificationInput | null;
}

@outputType('The contribution.')
class ImportSharedFilePayload {
  @field(Contribution, 'The contribution; if the same file was imported before, the first one.') readonly contribution!: Contribution;
  @field(Boolean, 'false if the same file was imported before; then at most its verification was stored.') readonly isNew!: boolean;
}

/** Measurements of teams on their own machines. */
@Resolver()
class ContributionResolver {
  @Query(() => [Contribution], { description: 'Results that teams measured on their own machines and shared, the newest first.' })
  contributions(
    @Arg('model', () => String, { nullable: true, description: 'Only of this model, by short name.' }) model: string | null,
    @Ctx() { sqlReader }: RequestContext,
  ): Promise<readonly Contribution[]> {
    return readContributions(sqlReader, { model, id: null });
  }

  @Mutation(() => ImportSharedFilePayload, {
    description:
      'Imports what a team measured on its own machine. The file is checked: its form, the versions of its measures, its sums against its scores, and whether its model is known. It appears under its contributor. Needs the scope IMPORT.',
  })
  async importSharedFile(
    @Arg('input', () => ImportSharedFileInput, { description: 'The file.' }) { content, verification }: ImportSharedFileInput,
    @Ctx() context: RequestContext,
  ): Promise<ImportSharedFilePayload> {
    const { name: submittedBy } = checkScope(context, ApiTokenScope.IMPORT);
    const sample = verification ? { ...verification, measuredAt: verification.measuredAt.toISOString() } : null;
    const { id, isNew } = await importSharedFile(context.database, content, { submittedBy, verification: sample });
    const [contribution] = await readContributions(context.sqlReader, { model: null, id });
    if (contribution === undefined) throw new Error('an imported file is stored');
    return { contribution, isNew };
  }
}

type StoredContribution = Omit<Contribution, 'measuredAt' | 'verification'> & {
  readonly measuredAt: string;
  readonly verification: (Omit<NonNullable<Contribution['verification']>, 'measuredAt'> & { readonly measuredAt: string }) | null;
};

async function readContributions(
  sqlReader: SqlReader,
  { model, id }: { readonly model: string | null; readonly id: string | null },
): Promise<readonly Contribution[]> {
  const found = await sqlReader.readRows<StoredContribution>(
    sql`SELECT c."digest", c."contributor", pm."slug" AS "model", pm."name" AS "modelName", c."weightsSha256", ${SOURCE_OBJECT} AS "source",
        c."content" #>> '{answer,sentence}' AS "sentence", c."content" #>> '{machine,device}' AS "device", c."content" ->> 'measuredAt' AS "measuredAt",
        c."createdAt" AS "importedAt", c."checks", c."verification"
      FROM "Contribution" c JOIN "PublishedSource" ps ON ps."id" = c."sourceId" JOIN "PublishedModel" pm ON pm."id" = c."modelId"
      WHERE (${model}::text IS NULL OR pm."slug" = ${model}) AND (${id}::uuid IS NULL OR c."id" = ${id}::uuid)
      ORDER BY c."createdAt" DESC, c."id"`,
  );
  return found.map(({ measuredAt, verification, ...row }) => ({
    ...row,
    measuredAt: new Date(measuredAt),
    verification: verification === null ? null : { ...verification, measuredAt: new Date(verification.measuredAt) },
  }));
}

/** Queries and mutations of contributions. */
export const CONTRIBUTION_RESOLVERS = [ContributionResolver];
