import { type ClusterCheck } from "./check";
import { eachItem } from "./each";

/** What can be silenced is known only where all checks are. */
export function silenceCheck(warnings: ReadonlySet<string>): ClusterCheck {
  return {
    code: "LVS150",
    severity: "warning",
    title: "Something is silenced that isn't a warning",
    remedy: "Leave it out, or write the code of a warning that you read and accepted",
    run: ({ silence }, report) =>
      eachItem(silence, (code, index) => {
        if (warnings.has(code)) return;
        report({ place: ["silence", index], value: code, summary: `no warning has the code ${code}, and errors can't be silenced` });
      }),
  };
}
