import { ArgsType, Field } from 'type-graphql';
import { ExportFormat } from './export-format.ts';

/** What results are exported as. */
@ArgsType()
export class ResultExportArgs {
  @Field(() => ExportFormat, { description: 'What they are written as.' })
  readonly format!: ExportFormat;

  @Field(() => String, {
    nullable: true,
    description: 'Lane of the evaluations; null = that of the newest one, measured here before imported.',
  })
  readonly lane?: string | null;
}
