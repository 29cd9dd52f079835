import { deleteReport, saveReport } from '@lamina/database';
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery } from '../../data/relations.ts';
import { field, outputType } from '../../paging/field.ts';
import { REPORTS } from './report.list.ts';
import { Report, ReportBlock, SaveReportInput } from './report.type.ts';
import { createReportBlocksLoader } from './report-blocks.loader.ts';

@outputType('The saved report.')
class SaveReportPayload {
  @field(Report, 'The report; if the same one was saved before, the earlier one.') readonly report!: Report;
}

@outputType('The deleted report.')
class DeleteReportPayload {
  @field(String, 'Its short name.') readonly slug!: string;
}

/** Saved pages of charts and texts. */
@Resolver(() => Report)
class ReportResolver {
  @Query(() => Report, { nullable: true, description: 'The report with this short name, or null.' })
  report(
    @Arg('slug', () => String, { description: 'Short name of the report.' }) slug: string,
    @Ctx() { reader }: RequestContext,
  ): Promise<Report | null> {
    return reader.findByName(REPORTS, slug);
  }

  @FieldResolver(() => [ReportBlock], { description: 'Its texts and charts, in order. One request may ask for those of 5 reports.' })
  blocks(@Root() { key }: Report, @Ctx() { loaders }: RequestContext): Promise<readonly ReportBlock[]> {
    return loaders.get(createReportBlocksLoader).load(key);
  }

  @Mutation(() => SaveReportPayload, {
    description: 'Saves a report under a short name. The saved report never changes. Needs the scope SCORE.',
  })
  async saveReport(
    @Arg('input', () => SaveReportInput, { description: 'The report.' }) input: SaveReportInput,
    @Ctx() context: RequestContext,
  ): Promise<SaveReportPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    return { report: await context.reader.getByKey(REPORTS, await saveReport(context.database, input)) };
  }

  @Mutation(() => DeleteReportPayload, { description: 'Deletes a report. Needs the scope ADMIN.' })
  async deleteReport(
    @Arg('slug', () => String, { description: 'Short name of the report.' }) slug: string,
    @Ctx() context: RequestContext,
  ): Promise<DeleteReportPayload> {
    checkScope(context, ApiTokenScope.ADMIN);
    await deleteReport(context.database, slug);
    return { slug };
  }
}

/** Reports, their list, and the mutations that save and delete them. */
export const REPORT_RESOLVERS = [ReportResolver, listQuery(REPORTS, 'reports', 'Saved reports.')];
