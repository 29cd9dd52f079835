import type { TableColumn } from '../../rows/table-column.ts';

/** A written table. */
export interface DescribedTable {
  readonly name: string;
  readonly description: string;
  readonly rowCount: number;
  readonly columns: readonly TableColumn[];
  /** Its files, by format. */
  readonly files: { readonly parquet: string; readonly csv: string | null };
}
