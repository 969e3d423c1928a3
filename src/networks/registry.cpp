#include "networks/betanet/network.hpp"
#include "networks/bitcoin/network.hpp"
#include "networks/host/network.hpp"
#include "networks/network.hpp"
#include "networks/scrape/network.hpp"
#include "networks/xrpl/network.hpp"

namespace nodewatch {

const std::vector<Network>& networks() {
    static const std::vector<Network> all = {
        xrpl::network(), bitcoin::network(), betanet::network(), host::network(), scrape::network(),
    };
    return all;
}

}  // namespace nodewatch
