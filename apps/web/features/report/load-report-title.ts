import { ReportTitleDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';

/** The title of a report for the browser's tab. Without an answer of the API the page itself says what is wrong. */
export async function loadReportTitle(slug: string): Promise<string> {
  try {
    const { report } = await fetchApi(ReportTitleDocument, { slug });
    return report?.title ?? 'Report';
  } catch (error) {
    if (error instanceof ApiError) return 'Report';
    throw error;
  }
}
