// Authorities and the certificates that they sign, made by openssl in a folder of their own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace dangol::test {

class TlsKeys {
 protected:
  std::string at(const std::string& name) const { return (keys_ / name).string(); }
  void openssl(const std::string& arguments) const {
    ASSERT_EQ(std::system(("/usr/bin/openssl " + arguments + " >/dev/null 2>&1").c_str()), 0)
        << arguments;
  }
  void make_authority(const std::string& name) const {
    openssl(
        fmt::format("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
                    "-subj /CN={0} -keyout {1}.key -out {1}.pem",
                    name, at(name)));
  }
  void make_certificate(const std::string& file, const std::string& name,
                        const std::string& authority) const {
    openssl(
        fmt::format("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={0} "
                    "-keyout {1}.key -out {1}.csr",
                    name, at(file)));
    std::ofstream(at(file) + ".ext") << "subjectAltName=DNS:localhost\n";
    openssl(
        fmt::format("x509 -req -in {0}.csr -CA {1}.pem -CAkey {1}.key -CAcreateserial -days 1 "
                    "-extfile {0}.ext -out {0}.pem",
                    at(file), at(authority)));
    std::filesystem::permissions(at(file) + ".key", std::filesystem::perms(0600));
  }

 private:
  TempDir keys_;
};

}  // namespace dangol::test
