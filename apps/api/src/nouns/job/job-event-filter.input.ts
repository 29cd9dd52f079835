import { Field, InputType } from 'type-graphql';
import { LogLevel } from './log-level.ts';

/** Which JobEvent rows a list holds. */
@InputType({ description: 'Which JobEvent rows are listed: all conditions must hold; one that is null does not count.' })
export class JobEventFilter {
  @Field(() => String, { nullable: true, description: 'What happened.' })
  readonly type?: string | null;

  @Field(() => [String], { nullable: true, description: 'Any of these: lines of the log are of the type log.' })
  readonly types?: readonly string[] | null;

  @Field(() => LogLevel, { nullable: true, description: 'How much it matters.' })
  readonly level?: LogLevel | null;
}
