#include "sim/bitcoin/demo_places.hpp"

namespace nodewatch::sim::bitcoin {

const std::vector<Place>& demo_places() {
    static const std::vector<Place> places = {
        {"192.0.2.7", "DE", 50.11, 8.68, 64496, "Example Hosting"},
        {"192.0.2.18", "DE", 52.52, 13.4, 64496, "Example Hosting"},
        {"192.0.2.29", "US", 40.71, -74.01, 64497, "Sample Cloud"},
        {"192.0.2.40", "US", 37.77, -122.42, 64497, "Sample Cloud"},
        {"192.0.2.51", "US", 41.88, -87.63, 64498, "Example Cable"},
        {"192.0.2.62", "CA", 43.65, -79.38, 64498, "Example Cable"},
        {"198.51.100.3", "NL", 52.37, 4.9, 64496, "Example Hosting"},
        {"198.51.100.14", "FR", 48.86, 2.35, 64499, "Exemple Télécom"},
        {"198.51.100.25", "GB", 51.51, -0.13, 64500, "Sample Broadband"},
        {"198.51.100.36", "CH", 47.38, 8.54, 64501, "Muster Netz"},
        {"198.51.100.47", "FI", 60.17, 24.94, 64496, "Example Hosting"},
        {"198.51.100.58", "SE", 59.33, 18.07, 64502, "Exempel Bredband"},
        {"203.0.113.5", "JP", 35.68, 139.69, 64503, "Sample Asia"},
        {"203.0.113.16", "SG", 1.35, 103.82, 64503, "Sample Asia"},
        {"203.0.113.27", "AU", -33.87, 151.21, 64504, "Example Pacific"},
        {"203.0.113.38", "BR", -23.55, -46.63, 64505, "Exemplo Rede"},
        {"203.0.113.49", "AR", -34.6, -58.38, 64505, "Exemplo Rede"},
        {"203.0.113.60", "ZA", -26.2, 28.05, 64506, "Sample Africa"},
        {"2001:db8:1::7", "DE", 48.14, 11.58, 64496, "Example Hosting"},
        {"2001:db8:2::9", "US", 47.61, -122.33, 64497, "Sample Cloud"},
        {"2001:db8:3::b", "CZ", 50.08, 14.44, 64507, "Priklad Net"},
    };
    return places;
}

std::vector<std::string> demo_peer_addresses() {
    std::vector<std::string> addresses;
    for (const Place& place : demo_places()) {
        const bool is_v6 = place.address.find(':') != std::string::npos;
        addresses.push_back((is_v6 ? '[' + place.address + ']' : place.address) + ":8333");
        if (addresses.size() == 3)
            addresses.push_back(
                "vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd.onion:8333");
        if (addresses.size() == 9)
            addresses.push_back(
                "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333");
        if (addresses.size() == 14)
            addresses.push_back("ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p:0");
    }
    addresses.push_back("10.0.0.12:8333");
    return addresses;
}

}  // namespace nodewatch::sim::bitcoin
