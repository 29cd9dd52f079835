import { ArgsType, Field } from 'type-graphql';
import { PlanFormat } from './plan-format.ts';

/** How a plan is asked for. */
@ArgsType()
export class PruningPlanArgs {
  @Field(() => PlanFormat, { nullable: true, defaultValue: PlanFormat.JSON, description: 'How it is written.' })
  readonly format?: PlanFormat | null;

  @Field(() => String, {
    nullable: true,
    description: 'The parent as mergekit finds it, a hub name or a folder; null = as its config.json names it.',
  })
  readonly model?: string | null;
}
