// The real program, serving a store of its own for one test.
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";

import type { SentEvent } from "../src/index.js";

const program = process.env["DANGOL_PROGRAM"];
if (!program) throw new Error("DANGOL_PROGRAM names the program `dangol`");

export const origin = "example.com/dangol/typescript";

export class Server {
  private child: ChildProcess | undefined;
  private port = "0";
  private readonly dir = mkdtempSync(join(tmpdir(), "dangol-ts-"));
  private readonly env = {
    ...process.env,
    DANGOL_DATA: join(this.dir, "store"),
    DANGOL_ORIGIN: origin,
    DANGOL_HEADS_EVERY: "0",
  };

  static async start(test: TestContext): Promise<Server> {
    const server = new Server();
    test.after(async () => {
      await server.stop();
      rmSync(server.dir, { recursive: true, force: true });
    });
    await server.begin();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** On the same port as before, so that whoever comes back finds it. */
  async begin(): Promise<void> {
    const options = ["serve", "--insecure-local", "--listen", `127.0.0.1:${this.port}`, "--json"];
    const child = spawn(program as string, options, {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    let said = "";
    child.stderr.on("data", (piece) => (said += String(piece)));
    const line = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once("line", resolve);
      child.once("exit", (code) => reject(new Error(`dangol serve ended with ${code}: ${said}`)));
    });
    this.port = String((JSON.parse(line) as { port: number }).port);
  }

  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.kill(signal);
    });
  }

  /** What `dangol ARGUMENTS` prints, beside the server. */
  run(...args: string[]): string {
    return execFileSync(program as string, args, { env: this.env, encoding: "utf8" });
  }
}

/** A call of a customer. */
export function call(id: string, customer = "42"): SentEvent<"contact.started"> & { id: string } {
  return {
    id,
    source: "/phone",
    type: "contact.started",
    subject: `customer/${customer}`,
    time: "2016-07-27T11:07:00+09:00",
    data: { contactId: id, channel: "phone", direction: "inbound" },
  };
}

/** Retries that cost a test no time. */
export const quick = { firstWait: 1, longestWait: 1 };
