import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { selfSignedCertificate } from "../../../lib/provider/wire/certificate";

describe("the certificate", () => {
  it("is what go-plugin's AutoMTLS asks for, as OpenSSL reads it", () => {
    const { der, pem } = selfSignedCertificate(new Date("2026-03-04T05:06:07Z"));
    const certificate = new X509Certificate(der);
    expect(certificate.subject).toBe("CN=localhost");
    expect(certificate.ca).toBe(true);
    expect(certificate.subjectAltName).toBe("DNS:localhost");
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect([certificate.validFrom, certificate.validTo]).toEqual(["Mar  3 05:06:07 2026 GMT", "Mar  1 05:06:07 2036 GMT"]);
    expect(new X509Certificate(pem).fingerprint256).toBe(certificate.fingerprint256);
  });

  it("has a validity that can be read when it reaches beyond 2049", () => {
    expect(new X509Certificate(selfSignedCertificate(new Date("2045-01-01T00:00:00Z")).der).validTo).toBe("Dec 30 00:00:00 2054 GMT");
  });

  it("has a positive serial number, every time another", () => {
    const serials = Array.from({ length: 20 }, () => new X509Certificate(selfSignedCertificate(new Date()).der).serialNumber);
    expect(new Set(serials).size).toBe(20);
    expect(serials.every((serial) => /^[4-7]/.test(serial))).toBe(true);
  });
});
