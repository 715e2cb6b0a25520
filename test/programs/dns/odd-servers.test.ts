import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DnsServer, readAddresses, type TsigKey, writeAddresses, writeAndProve } from "../../../lib/dns";
import { type Result } from "../../../lib/diagnostics";
import { decodeAnswer, decodeHeader, sign, verify } from "../../../lib/dns/wire";
import { type Behaviour, echoed, startOddServer } from "./harness/odd-server";

const KEY: TsigKey = { name: "lvs", algorithm: "hmac-sha256", secret: Buffer.from("a secret of these tests alone") };
const PATIENCE = { udpMs: [50, 100], tcpMs: 300 };
const NAME = "www.example.com";

describe("a server that", () => {
  const ask = async (behave: Behaviour, { key, act = readAddresses }: { key?: TsigKey; act?: (server: DnsServer, name: string) => Promise<Result<unknown>> } = {}) => {
    const server = await startOddServer(behave);
    const began = performance.now();
    try {
      const result = await act(new DnsServer(server.endpoint, { patience: PATIENCE, ...(key === undefined ? {} : { key }) }), NAME);
      return { codes: result.findings.map(({ code }) => code), asked: server.asked, ms: performance.now() - began };
    } finally {
      await server.stop();
    }
  };

  it("is silent costs the patience that there is, and no more", async () => {
    const { codes, asked, ms } = await ask(() => undefined);
    expect({ codes, asked }).toEqual({ codes: ["LVS600"], asked: { udp: 2, tcp: 1 } });
    expect(ms).toBeGreaterThanOrEqual(440);
    expect(ms).toBeLessThan(5000);
  });

  it("is not there is an error at once", async () => {
    const server = await startOddServer(() => undefined);
    await server.stop();
    const result = await readAddresses(new DnsServer(server.endpoint), NAME);
    expect(result.findings).toMatchObject([{ code: "LVS601", summary: expect.stringContaining("ECONNREFUSED") as string }]);
    expect((await readAddresses(new DnsServer({ host: "no-such-host.invalid", port: 53 }), NAME)).findings).toMatchObject([{ code: "LVS601", summary: expect.stringContaining("no-such-host.invalid") as string }]);
  });

  it("says that its answer is too long is asked over TCP", async () => {
    const { codes, asked } = await ask((request, over) => (over === "udp" ? echoed(request, 0x8600) : echoed(request)));
    expect({ codes, asked }).toEqual({ codes: [], asked: { udp: 2, tcp: 2 } });
    expect((await ask((request) => echoed(request, 0x8600))).codes).toEqual(["LVS602"]);
  });

  it("loses the first datagram is asked again", async () => {
    let times = 0;
    expect(await ask((request) => (++times === 1 ? undefined : echoed(request)))).toMatchObject({ codes: [], asked: { udp: 3, tcp: 0 } });
  });

  it.each<[string, Behaviour, string[]]>([
    ["answers another message", (request) => Buffer.concat([Buffer.of(request[0]! ^ 1), echoed(request).subarray(1)]), ["LVS600"]],
    ["sends the question back", (request) => request, ["LVS600"]],
    ["answers with another kind of message", (request) => echoed(request, 0xac00), ["LVS600"]],
    ["sends less than a header", () => Buffer.from("short"), ["LVS600"]],
    ["answers another question", (request) => Buffer.concat([echoed(request).subarray(0, 13), Buffer.from("x"), echoed(request).subarray(14)]), ["LVS603"]],
    ["breaks off", (request) => echoed(request).subarray(0, 20), ["LVS603"]],
    ["does not speak for the zone", (request) => echoed(request, 0x8000), ["LVS611"]],
    ["refuses", (request) => echoed(request, 0x8405), ["LVS623"]],
    ["fails", (request) => echoed(request, 0x8402), ["LVS613"]],
    ["does not know such a message", (request) => echoed(request, 0x8404), ["LVS613"]],
  ])("%s", async (_what, behave, expected) => {
    expect((await ask(behave)).codes).toEqual(expected);
  });

  describe("is asked with a key and", () => {
    /** The answer as the holder of a key signs it (RFC 8945 §5.3): over the request's signature, too. */
    const signedAnswer = (request: Buffer, key: TsigKey, change: (plain: Buffer) => Buffer = (plain) => plain): Buffer => {
      const mac = macOf(request);
      const plain = change(echoed(withoutSignature(request)));
      const unsigned = sign(plain, { ...key, secret: Buffer.alloc(0) }, now());
      // The same record, with the signature that an answer has.
      const variables = Buffer.concat([name(key.name), Buffer.from("00ff00000000", "hex"), name(key.algorithm), uint(6, now()), Buffer.from("012c00000000", "hex")]);
      const signature = createHmac("sha256", key.secret).update(Buffer.concat([uint(2, mac.length), mac, plain, variables])).digest();
      const answer = Buffer.from(unsigned.message);
      signature.copy(answer, answer.indexOf(unsigned.mac));
      return answer;
    };

    it("signs what it says is believed", async () => {
      expect((await ask((request) => signedAnswer(request, KEY), { key: KEY })).codes).toEqual([]);
    });

    it.each<[string, Behaviour, string[]]>([
      ["does not sign", (request) => echoed(withoutSignature(request)), ["LVS604"]],
      ["sends a name that leads round in a circle", (request) => Buffer.concat([request.subarray(0, 2), Buffer.from("840000010000000000010161c00c", "hex")]), ["LVS604"]],
      ["does not sign that there is nothing", (request) => echoed(withoutSignature(request), 0x8403), ["LVS604"]],
      ["does not sign its refusal, which stops us as it would otherwise", (request) => echoed(withoutSignature(request), 0x8405), ["LVS623"]],
      ["sends our own signature back", (request) => echoed(request), ["LVS605"]],
      ["signs with another secret", (request) => signedAnswer(request, { ...KEY, secret: Buffer.from("another") }), ["LVS605"]],
      ["signs with another key", (request) => signedAnswer(request, { ...KEY, name: "other" }), ["LVS605"]],
      ["says something else than it signed", (request) => Buffer.concat([signedAnswer(request, KEY).subarray(0, 3), Buffer.of(0x03), signedAnswer(request, KEY).subarray(4)]), ["LVS605"]],
    ])("%s", async (_what, behave, expected) => {
      expect((await ask(behave, { key: KEY })).codes).toEqual(expected);
    });
  });

  it("is silent is left alone when the person interrupts", async () => {
    const server = await startOddServer(() => undefined);
    const aborted = new AbortController();
    setTimeout(() => aborted.abort(), 100);
    const began = performance.now();
    const result = await readAddresses(new DnsServer(server.endpoint, { signal: aborted.signal }), NAME);
    expect(result.findings.map(({ code }) => code)).toEqual(["LVS617"]);
    expect(performance.now() - began).toBeLessThan(900);
    expect(server.asked).toEqual({ udp: 1, tcp: 0 });
    await server.stop();
  });

  it("takes an update and loses it is found out when the name is read", async () => {
    const { codes } = await ask((request) => (request.readUInt16BE(2) === 0x2800 ? echoed(request, 0x8408) : echoed(request)), {
      act: (server, name) => writeAddresses(server, "example.com", [{ name, before: {}, after: { ttl: 60, addresses: [{ family: 4, value: 1n }] } }]),
    });
    expect(codes).toEqual(["LVS614"]);
  });
});

describe("a server that says it wrote what it was told", () => {
  /** Its answer to a question for A: 0.0.0.1, for so many seconds. */
  const answered = (request: Buffer, ttl: number): Buffer => {
    const answer = Buffer.concat([echoed(request), Buffer.from("c00c00010001", "hex"), uint(4, ttl), Buffer.from("000400000001", "hex")]);
    answer.writeUInt16BE(1, 6);
    return answer;
  };
  const isQuestionForA = (request: Buffer): boolean => request.readUInt16BE(2) === 0 && request.readUInt16BE(request.length - 4) === 1;

  it.each<[string, Behaviour, string[]]>([
    ["and has nothing", (request) => echoed(request), ["LVS616"]],
    ["and keeps it for another time to live", (request) => (isQuestionForA(request) ? answered(request, 3600) : echoed(request)), ["LVS618"]],
    ["and has it", (request) => (isQuestionForA(request) ? answered(request, 60) : echoed(request)), []],
  ])("%s", async (_what, behave, expected) => {
    const server = await startOddServer(behave);
    const result = await writeAndProve(new DnsServer(server.endpoint, { patience: PATIENCE }), "example.com", { name: NAME, before: {}, after: { ttl: 60, addresses: [{ family: 4, value: 1n }] } });
    await server.stop();
    expect(result.findings.map(({ code }) => code)).toEqual(expected);
  });
});

describe("bytes from anywhere", () => {
  it("are read or not, and nothing falls over", () => {
    const signed = sign(Buffer.from("123484000001000000000000037777770765786d61706c6503636f6d0000010001", "hex"), KEY, now());
    const changed = fc.tuple(fc.nat(signed.message.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(signed.message);
      bytes[at] = byte;
      return bytes;
    });
    const any = fc.oneof(fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)), changed, fc.nat(signed.message.length).map((length) => signed.message.subarray(0, length)));
    fc.assert(
      fc.property(any, (bytes) => {
        decodeHeader(bytes);
        decodeAnswer(bytes, { name: NAME, type: "A" });
        // Nobody but the key's holder can have signed it as an answer.
        expect(verify(bytes, KEY, Buffer.from("the request's"), now())).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });
});

/** The octets of the signature at a request's end: 32, before its id, its error and the length of what else there is. */
function macOf(request: Buffer): Buffer {
  return request.subarray(request.length - 38, request.length - 6);
}

function withoutSignature(request: Buffer): Buffer {
  const record = 5 + 10 + 13 + 8 + 2 + 32 + 6;
  const plain = Buffer.from(request.subarray(0, request.length - record));
  plain.writeUInt16BE(0, 10);
  return plain;
}

function name(text: string): Buffer {
  return Buffer.concat([...text.split(".").map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)])), Buffer.of(0)]);
}

function uint(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
