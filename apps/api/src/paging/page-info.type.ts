import { field, nullable, outputType } from './field.ts';

@outputType('Where a page stands in its list.')
export class PageInfo {
  @field(Boolean, 'Whether rows follow this page.') readonly hasNextPage!: boolean;
  @field(Boolean, 'Whether rows come before this page: true whenever `after` was given.') readonly hasPreviousPage!: boolean;
  @nullable(String, 'Cursor of the first row; null on an empty page.') readonly startCursor!: string | null;
  @nullable(String, 'Cursor of the last row: give it as `after` to get the next page.') readonly endCursor!: string | null;
}
